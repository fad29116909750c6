import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Linger } from './linger.ts';

/** Writes a Fetch answer to a Node request, whose body may not have been read to its end. */
export async function writeResponse(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Response,
  linger: Linger,
): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  if (!request.complete && request.method === 'POST') {
    // Refused while the body is still coming: the answer, then our end of the connection, then patience.
    const body = Buffer.from(await answer.arrayBuffer());
    response.setHeader('connection', 'close');
    response.setHeader('content-length', body.byteLength);
    response.write(body);
    // Not response.end(), after which Node closes the socket whole.
    request.socket.end();
    await linger(request);
    request.socket.destroy();
    return;
  }
  // Nothing else has a body worth reading, but some clients send one; nobody waits for its end.
  if (!request.complete) response.setHeader('connection', 'close');
  request.resume();
  if (answer.body === null) response.end();
  else await pipeline(Readable.fromWeb(answer.body), response);
}
