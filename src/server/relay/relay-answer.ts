import type { IncomingMessage } from 'node:http';
import { problemEnvelope } from '../../contract/envelope.ts';
import { ERROR_BODY_MAX_CHARS } from '../../contract/limits.ts';
import { currentRequestId } from '../operations/request-scope.ts';

/** What the page reads of a store's answer; nothing else of it is handed on. */
const HANDED_ON = [
  'content-type',
  'etag',
  'retry-after',
  'x-oss-ec',
  'x-oss-hash-crc64ecma',
  'x-oss-request-id',
  'x-oss-version-id',
  'x-amz-request-id',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-sha256',
];
export async function answerOfStore(response: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // What is cut off in the middle has said what it is by its status.
  try {
    for await (const chunk of response) {
      chunks.push(Buffer.from(chunk));
      bytes += chunks.at(-1)?.byteLength ?? 0;
      if (bytes > ERROR_BODY_MAX_CHARS) break;
    }
  } catch {}
  const { statusCode = 502 } = response;
  const headers = new Headers();
  for (const name of HANDED_ON) {
    const value = response.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const hasBody = statusCode !== 204 && statusCode !== 304;
  return new Response(hasBody ? Buffer.concat(chunks) : null, { status: statusCode, headers });
}

const REFUSALS = {
  'foreign-store': [
    400,
    'OtaDrop.UntrustedStoreHost',
    'The form is for a store that is not in STORE_HOSTS. Nothing was sent to it.',
  ],
  'no-length': [
    411,
    'OtaDrop.BadRequest',
    'A form has to say its length (Content-Length). Nothing was sent to the store.',
  ],
  'too-large': [
    413,
    'OtaDrop.BadRequest',
    'The form is larger than the largest firmware, 1,000 MiB. Nothing was sent to the store.',
  ],
  busy: [
    503,
    'OtaDrop.RelayBusy',
    'This server hands on as many forms as it can. Nothing of this one was sent to the store; try again in a moment.',
  ],
  'too-slow': [
    408,
    'OtaDrop.BadRequest',
    'The form came too slowly, or not at all. The store has not got all of it.',
  ],
  'store-away': [
    502,
    'OtaDrop.StoreUnreachable',
    'The store did not answer this server. It may have got the form; ask for a confirmation before you send it again.',
  ],
} as const;

/** An answer of our own, in the envelope of every refused call. */
export function relayRefusal(kind: keyof typeof REFUSALS): Response {
  const [status, code, message] = REFUSALS[kind];
  return Response.json(problemEnvelope({ code, message, requestId: currentRequestId() }), {
    status,
    headers: kind === 'busy' ? { 'retry-after': '1' } : {},
  });
}
