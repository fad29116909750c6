import { s3DigestsIn } from '../../contract/bucket/s3-digests.ts';
import { checksumIn, headerValue, requestIdIn } from '../../contract/header-value.ts';
import { ERROR_BODY_MAX_CHARS } from '../../contract/limits.ts';
import type { StoreReply } from './transport.ts';

/** What has come of a request that was answered. */
export function replyOf(request: XMLHttpRequest): StoreReply {
  // Asked for by name, a header that the store does not expose is an error in the browser's console.
  const lines = request
    .getAllResponseHeaders()
    .split('\r\n')
    .filter((line) => line.includes(':'))
    .map((line): [string, string] => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]);
  const headers = new Map(lines);
  const body = request.responseText.slice(0, ERROR_BODY_MAX_CHARS);
  return {
    kind: 'answered',
    status: request.status,
    origin: originOf(request.responseURL),
    crc64: checksumIn(headers.get('x-oss-hash-crc64ecma')),
    s3Digests: s3DigestsIn((name) => headers.get(name) ?? (name === 'etag' ? etagIn(body) : null)),
    requestId: requestIdIn(headers.get('x-oss-request-id') ?? headers.get('x-amz-request-id')),
    retryAfter: headerValue(headers.get('retry-after')),
    body,
    headers: lines,
  };
}

/** Of the document that comes with 201: some stores tell it nowhere else, and some with its quotation marks escaped. */
export function etagIn(body: string): string | undefined {
  const [, etag] = /<ETag>(?:"|&quot;|&#34;)?([^<"&]*)/.exec(body) ?? [];
  return etag;
}

export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}
