import type { IncomingMessage } from 'node:http';
import { FIELDS_MAX_BYTES, FIRMWARE_MAX_BYTES } from '../../contract/limits.ts';
import { withBodyTimeout, type Pace } from './body-timeout.ts';

/** How the rest of a refused body is read: for the sake of the answer, and for nothing else. */
export type LingerLimits = {
  /** Milliseconds without a byte; the pace of `slow-client.ts` with a shorter patience. */
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
 * A browser reads the answer to a form only when it has sent the form, or when it sees our end of the connection; a socket
 * that is closed with unread bytes sends a reset, which destroys an answer that was not read yet. Firefox 153 then shows
 * status 0 and posts the form again. So the caller ends its own side, and the body is read here for as long as it comes.
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
    // Nothing comes any more, and nothing more would tell so.
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
