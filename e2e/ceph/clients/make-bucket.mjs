import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  S3Client,
} from '@aws-sdk/client-s3';

/** `make ENDPOINT BUCKET ID SECRET` makes a bucket that pages may post to; `list ...` prints its keys. */
const [task, endpoint, Bucket, accessKeyId, secretAccessKey] = process.argv.slice(2);
const client = new S3Client({
  endpoint,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId, secretAccessKey },
});
if (task === 'make') {
  await client.send(new CreateBucketCommand({ Bucket }));
  const rule = { AllowedOrigins: ['*'], AllowedMethods: ['POST'], AllowedHeaders: ['*'] };
  const CORSConfiguration = { CORSRules: [{ ...rule, ExposeHeaders: ['x-amz-request-id'] }] };
  await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }));
} else {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
  for (const { Key } of Contents) console.log(Key);
}
