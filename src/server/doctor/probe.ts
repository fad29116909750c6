import { request as plainRequest, type IncomingHttpHeaders } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { causeOf } from '../operations/observed.ts';

/** One request, by hand: what a browser would send, and what no client library lets one send. */
export type Probe = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'OPTIONS';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** A longer body than is sent: what judges a request by its announced length answers at once. */
  readonly announcedBytes?: number | undefined;
};

export type ProbeAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly text: string;
    }
  | { readonly kind: 'failed'; readonly cause: string };

const PATIENCE_MS = 5_000;
const TEXT_MAX_BYTES = 64 * 1024;

/** `no answer in time` is a failure like any other, with the cause `TimeoutError`. */
export function probe(
  url: string,
  { method, headers, body, announcedBytes }: Probe,
): Promise<ProbeAnswer> {
  const length = announcedBytes ?? body?.byteLength;
  const send = url.startsWith('https:') ? tlsRequest : plainRequest;
  return new Promise((resolve) => {
    const request = send(url, {
      method,
      headers: { ...headers, ...(length === undefined ? {} : { 'content-length': length }) },
      // No connection of an earlier probe, which may have been left in the middle of a body.
      agent: false,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    request.on('error', (error) => resolve({ kind: 'failed', cause: failureOf(error) }));
    // All that is heard of an answer that wants another protocol.
    request.on('close', () => resolve({ kind: 'failed', cause: 'ECONNRESET' }));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const done = () => {
        const { statusCode: status = 0, headers: answered } = response;
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ kind: 'answer', status, headers: answered, text });
        request.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.byteLength;
        if (bytes > TEXT_MAX_BYTES) done();
      });
      response.on('end', done).on('error', done);
    });
    if (announcedBytes === undefined) request.end(body);
    else if (body !== undefined) request.write(body);
    else request.flushHeaders();
  });
}

function failureOf(error: Error): string {
  return error.name === 'AbortError' ? 'TimeoutError' : causeOf(error);
}

/** OSS names every answer of its own; a proxy's page has no such name. */
export function isOfStore(headers: IncomingHttpHeaders): boolean {
  return headers['x-oss-request-id'] !== undefined || headers['x-amz-request-id'] !== undefined;
}
