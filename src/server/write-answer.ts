import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** After a refusal the rest of the body is read for this long, or the browser would see a reset instead of the answer. */
export const LINGER_MS = 2_000;

/** Writes a Fetch answer to a Node request, whose body may not have been read to its end. */
export async function writeAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Response,
  lingerMs: number,
): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  if (!request.complete && request.method === 'POST') {
    // Refused while the body is still coming: an answer of a few hundred bytes, then patience.
    const body = Buffer.from(await answer.arrayBuffer());
    response.setHeader('connection', 'close');
    response.setHeader('content-length', body.byteLength);
    response.write(body);
    await drain(request, lingerMs);
    response.end();
    return;
  }
  // Nothing else has a body worth reading, but some clients send one; nobody waits for its end.
  if (!request.complete) response.setHeader('connection', 'close');
  request.resume();
  if (answer.body === null) response.end();
  else await pipeline(Readable.fromWeb(answer.body), response);
}

/** Reads on and forgets, until the body is over or patience is. */
async function drain(request: IncomingMessage, lingerMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lingerMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    request.once('end', done).once('close', done).once('error', done);
    request.unpipe();
    request.resume();
  });
}
