import { createReadStream } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { readTicketText } from '../../../src/contract/ticket.ts';
import { postFormFields } from '../../../src/contract/post-form.ts';
import type { MadeFile } from './made-file.ts';

const BOUNDARY = 'ota-drop-bench-boundary';
const CHUNK_BYTES = 1024 * 1024;

/**
 * One upload as cheap as a client can make it: a ticket, then the form.
 * @throws when the store does not answer with the file's own checksum.
 */
export async function postFile(serverUrl: string, file: MadeFile): Promise<void> {
  const answer = await fetch(`${serverUrl}/api/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"fileSuffix":"bin"}',
  });
  const read = readTicketText(await answer.text());
  if (read.kind !== 'issued') throw new Error(`No ticket: ${JSON.stringify(read)}`);
  const { ticket } = read;
  const part = (name: string, more = '') =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`;
  const fields = postFormFields(ticket).map(([name, value]) => `${part(name)}${value}\r\n`);
  const head = fields.join('') + part('file', '; filename="bench.bin"');
  const tail = `\r\n--${BOUNDARY}--\r\n`;
  const post = request(ticket.host, {
    method: 'POST',
    headers: {
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': Buffer.byteLength(head) + file.bytes + Buffer.byteLength(tail),
    },
  });
  const answered = answerOf(post);
  post.write(head);
  await pipeline(createReadStream(file.path, { highWaterMark: CHUNK_BYTES }), post, { end: false });
  post.end(tail);
  const response = await answered;
  response.resume();
  const crc64 = response.headers['x-oss-hash-crc64ecma'];
  if (crc64 !== file.crc64) {
    throw new Error(`HTTP ${response.statusCode}, CRC-64 ${String(crc64)} and not ${file.crc64}`);
  }
}

async function answerOf(post: ReturnType<typeof request>): Promise<IncomingMessage> {
  const [response] = await once(post, 'response');
  return response;
}
