import type { BucketService } from './bucket.ts';

/** The same bucket as S3's dialect has it. */
export function speakingS3(service: BucketService): BucketService {
  return {
    fetch: async (request) => asS3Answer(await service.fetch(request)),
    postObject: async (head, form) => asS3Answer(await service.postObject(head, form)),
  };
}

/** Its request id under S3's name, and nothing of OSS's own. */
function asS3Answer(answer: Response): Response {
  const others = [...answer.headers].filter(([name]) => !name.startsWith('x-oss-'));
  const headers = new Headers(others);
  const requestId = answer.headers.get('x-oss-request-id');
  if (requestId !== null) headers.set('x-amz-request-id', requestId);
  headers.delete('server');
  if (headers.has('access-control-expose-headers')) {
    headers.set('access-control-expose-headers', 'ETag, x-amz-request-id');
  }
  const { status } = answer;
  return new Response(answer.body, { status, headers });
}
