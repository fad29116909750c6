import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createCrc64 } from '../../../src/contract/crc64.ts';
import type { PriorityQueue } from './line.ts';
import type { KnownFile } from './messages.ts';

/** The fields and boundaries around a file take less than this. */
const FORM_MAX_BYTES = 8_192;
/** Up to this size a form is kept and its file's checksum computed; above it, the checksum is that of the known file of this size. */
const KEPT_MAX_BYTES = 1_000_000;
/** Shorter waits than this are not worth a timer. */
const WAIT_MIN_MS = 2;

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': 'ETag, x-oss-hash-crc64ecma, x-oss-request-id',
  'access-control-max-age': '600',
};

/** Takes a PostObject form to its end, keeps nothing, and answers as OSS does: 204 and the CRC-64 of the file. */
export function createSinkStore(files: readonly KnownFile[], line: PriorityQueue): Server {
  const server = createServer((request, response) => {
    if (request.method === 'OPTIONS') response.writeHead(200, CORS).end();
    else if (request.method !== 'POST') response.writeHead(405).end();
    else take(request, response);
  });
  // A slow line takes minutes for a large file.
  server.requestTimeout = 0;
  return server;

  function take(request: IncomingMessage, response: ServerResponse): void {
    const length = Number(request.headers['content-length']);
    const kept: Buffer[] | undefined = length <= KEPT_MAX_BYTES ? [] : undefined;
    let came = 0;
    request.on('data', (chunk: Buffer) => {
      came += chunk.byteLength;
      kept?.push(chunk);
      const wait = line.take(chunk.byteLength);
      if (wait < WAIT_MIN_MS) return;
      request.pause();
      setTimeout(() => request.resume(), wait);
    });
    request.on('end', () => {
      const crc64 = came === length ? crc64Of(length, kept) : undefined;
      if (crc64 === undefined) response.writeHead(400, CORS).end();
      else {
        response
          .writeHead(204, {
            ...CORS,
            'x-oss-hash-crc64ecma': crc64,
            'x-oss-request-id': '6A1F0C3B8E5D4A7292B1C0DE',
          })
          .end();
      }
    });
  }

  function crc64Of(length: number, kept: readonly Buffer[] | undefined): string | undefined {
    if (kept !== undefined) return crc64OfFileIn(Buffer.concat(kept));
    return files.find(({ bytes }) => bytes < length && length <= bytes + FORM_MAX_BYTES)?.crc64;
  }
}

/** Of the last part of a multipart form, which is the file. */
function crc64OfFileIn(form: Buffer): string | undefined {
  const boundary = form.subarray(0, form.indexOf('\r\n'));
  const end = form.lastIndexOf(Buffer.concat([Buffer.from('\r\n'), boundary]));
  const head = form.indexOf('name="file"');
  const start = form.indexOf('\r\n\r\n', head) + 4;
  if (head === -1 || start < 4 || end < start) return undefined;
  const crc = createCrc64();
  crc.update(form.subarray(start, end));
  return crc.decimal();
}
