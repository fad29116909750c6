import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FIELDS_MAX_BYTES, FIRMWARE_MAX_BYTES } from '../../contract/limits.ts';
import { withBodyTimeout, type Pace } from './body-timeout.ts';

/** How the rest of a refused body is read before the connection is closed: only so that the answer arrives. */
export type LingerLimits = {
  /** Milliseconds without a byte: the pace of `body-timeout.ts` with a shorter patience. */
  readonly lingerMs: number;
  /** How many refused bodies may be read at a time. Those beyond get `crowdedMs` each, whatever comes. */
  readonly lingerersMax: number;
  readonly crowdedMs: number;
  /** Most bytes of one body: what is announced is never waited for beyond it, and a chunked body announces nothing. */
  readonly lingerBytesMax: number;
};

export const LINGER: LingerLimits = {
  lingerMs: 30_000,
  lingerersMax: 64,
  crowdedMs: 2_000,
  // Twice the largest form that could have been taken: a file that is a little too large still gets its reason.
  lingerBytesMax: 2 * (FIRMWARE_MAX_BYTES + FIELDS_MAX_BYTES),
};

/** Reads on and forgets: resolves when the body is over, the client is gone, or the limits are reached. */
export type Linger = (request: IncomingMessage) => Promise<void>;

/**
 * A lingering close. A browser reads the answer to a form only when it has sent the form, or when it sees our end of the
 * connection; a socket that is closed with unread bytes sends a reset, which destroys an answer that was not read yet. Firefox
 * 153 then shows status 0 and posts the form again. So the caller ends its own side, and the body is read here while it comes.
 */
export function createLinger(limits: LingerLimits, pace: Pace): Linger {
  const { lingerMs, lingerersMax, crowdedMs, lingerBytesMax } = limits;
  const patient: Pace = {
    ...pace,
    patienceMs: lingerMs,
    tickMs: Math.min(pace.tickMs, lingerMs),
  };
  let open = 0;
  return async (request) => {
    // Nothing comes any more, and no event would tell so.
    if (request.socket.destroyed || request.readableEnded || request.destroyed) return;
    if (open >= lingerersMax)
      return readOn(request, AbortSignal.timeout(crowdedMs), lingerBytesMax);
    open += 1;
    try {
      await withBodyTimeout(request, patient, (tooSlow) =>
        readOn(request, tooSlow, lingerBytesMax),
      );
    } finally {
      open -= 1;
    }
  };
}

async function readOn(
  request: IncomingMessage,
  enough: AbortSignal,
  bytesMax: number,
): Promise<void> {
  const { socket } = request;
  const last = socket.bytesRead + bytesMax;
  await new Promise<void>((resolve) => {
    const done = () => {
      enough.removeEventListener('abort', done);
      request.off('data', weigh);
      resolve();
    };
    const weigh = () => {
      if (socket.bytesRead > last) done();
    };
    enough.addEventListener('abort', done, { once: true });
    socket.once('close', done);
    request.once('end', done).once('close', done).once('error', done);
    request.unpipe();
    // A listener for data makes it flow.
    request.on('data', weigh);
    request.resume();
  });
}

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
  // Nothing else has a body worth reading, but some clients send one; its end is not waited for.
  if (!request.complete) response.setHeader('connection', 'close');
  request.resume();
  if (answer.body === null) response.end();
  else await pipeline(Readable.fromWeb(answer.body), response);
}
