import { createHash } from 'node:crypto';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import OSS from 'ali-oss';
import { Client } from 'minio';

/**
 * Reads objects with a client of others and prints the SHA-256 of each, a line for each key.
 * Arguments: client, endpoint, bucket, key id, secret, keys.
 */
const [name = '', endpoint = '', bucket = '', accessKeyId = '', secret = '', ...keys] =
  process.argv.slice(2);
const { hostname, port } = new URL(endpoint);

const READERS = {
  aws() {
    const client = new S3Client({
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey: secret },
    });
    return async (key) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Body.transformToByteArray();
    };
  },
  minio() {
    const client = new Client({
      endPoint: hostname,
      port: Number(port),
      useSSL: false,
      accessKey: accessKeyId,
      secretKey: secret,
    });
    return async (key) => {
      const chunks = [];
      for await (const chunk of await client.getObject(bucket, key)) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
  },
  'ali-oss'() {
    // The bucket is the address itself, as behind a domain of one's own.
    const client = new OSS({ endpoint, cname: true, bucket, accessKeyId, accessKeySecret: secret });
    return async (key) => (await client.get(key)).content;
  },
};

const read = READERS[name]();
for (const key of keys) {
  console.log(
    createHash('sha256')
      .update(await read(key))
      .digest('hex'),
  );
}
