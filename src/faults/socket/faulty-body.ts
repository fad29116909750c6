import type { IncomingMessage } from 'node:http';
import { pipeline, Transform, type Duplex, type TransformCallback } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Post } from '../fault-plan.ts';
import { isWireFault, type Fault } from '../fault.ts';
import { createBodyScript, type BodyFault, type BodyScript } from './body-script.ts';
import { readFormStart, withoutFile, type FormStart } from './form-start.ts';

export type FaultyBodyOptions = {
  /** Says whose body this is, once its beginning is there. */
  readonly meet: (start: FormStart) => Post;
  readonly took: (post: Post, bytes: number) => void;
  readonly bite: (post: Post, fault: BodyFault, bodyBytes: number) => void;
  /** Once true, what still comes is handed on as it is: no fault bites after the answer. */
  readonly isAnswered: () => boolean;
};

/** Fields are a few hundred bytes; what comes so late in a body is no key of an upload. */
const START_MAX_BYTES = 256 * 1024;

/**
 * A request as the store gets to read it: the same head, and a body with faults. Its beginning is looked at first, since it says whose it is;
 * then everything before a fault's position is handed on, and nothing behind it. The socket is read no faster than that:
 * what Node has taken from it in advance is a few chunks.
 */
export function createFaultyBody(
  request: IncomingMessage,
  { meet, took, bite, isAnswered }: FaultyBodyOptions,
): Duplex {
  const announced = {
    contentType: request.headers['content-type'] ?? '',
    bodyBytes: Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY),
  };
  let beginning = Buffer.alloc(0);
  let met: { readonly post: Post; readonly script: BodyScript } | undefined;
  const gone = new AbortController();

  const begin = async (start: FormStart) => {
    const post = meet(start);
    const script = createBodyScript(post.faults.filter(isBodyFault), post.size, {
      handOn: (piece) => gate.push(piece),
      bite: (fault, bodyBytes) => bite(post, fault, bodyBytes),
      wait: (ms) => sleep(ms, undefined, { signal: gone.signal }),
    });
    met = { post, script };
    took(post, beginning.byteLength);
    return script.pass(beginning);
  };

  const take = async (chunk: Buffer) => {
    if (isAnswered()) {
      gate.push(chunk);
      return 'on';
    }
    if (met !== undefined) {
      took(met.post, chunk.byteLength);
      return met.script.pass(chunk);
    }
    beginning = Buffer.concat([beginning, chunk]);
    const start = readFormStart(beginning, announced);
    if (start !== undefined) return begin(start);
    return beginning.byteLength > START_MAX_BYTES ? begin(withoutFile(beginning, announced)) : 'on';
  };

  const finish = async () => {
    if (isAnswered()) return 'on';
    // A form that has ended without a file is a question, as one without a key is: it takes no fault with it.
    if (met === undefined) await begin({ ...withoutFile(beginning, announced), key: undefined });
    return met === undefined ? 'on' : met.script.finish();
  };

  const gate = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      void whenOn(take(chunk), done);
    },
    flush(done) {
      void whenOn(finish(), done);
    },
  });
  pipeline(request, gate, () => undefined);
  // A body that has come whole, and whose end is kept back, hears of nothing any more.
  const { socket } = request;
  const giveUp = () => gate.destroy();
  socket.once('close', giveUp);
  gate.once('close', () => {
    socket.off('close', giveUp);
    // A client that is gone is not waited for, piece by piece.
    gone.abort();
  });
  const { method, url, headers } = request;
  Object.assign(gate, { method, url, headers, socket });
  return Object.defineProperty(gate, 'complete', { get: () => request.complete });
}

/** As long as `done` is not called no more is asked for, and the store does not learn that the body is whole. */
async function whenOn(state: Promise<'on' | 'over'>, done: TransformCallback): Promise<void> {
  let failure: Error | undefined;
  try {
    if ((await state) === 'over') return;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  done(failure);
}

function isBodyFault(fault: Fault): fault is BodyFault {
  return isWireFault(fault) && fault.kind !== 'lost-answer';
}
