import type { EventEmitter } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Random } from '../../../src/testing/faults/random.ts';
import { carry } from './proxy-lane.ts';
import { toxicsOf, type Stream, type Toxic } from './toxics.ts';

export type Connection = {
  /** Counted from 1. */
  readonly nth: number;
  readonly isOpen: boolean;
  /** Bytes that have got through, in each direction. */
  readonly passed: Readonly<Record<Stream, number>>;
};

export type OpenConnection = Connection & {
  /** A toxic has dropped bytes of it, so it can never go on. */
  readonly hasHole: boolean;
  readonly over: AbortSignal;
  end(by: 'reset' | 'close'): void;
};

export type ConnectionOptions = {
  readonly nth: number;
  readonly client: Socket;
  readonly port: number;
  readonly toxics: (stream: Stream) => readonly Toxic[];
  readonly changes: EventEmitter;
  readonly random: Random;
};

export function openConnection(options: ConnectionOptions): OpenConnection {
  const { nth, client, port, toxics, changes, random } = options;
  const store = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  const passed = { upstream: 0, downstream: 0 };
  const over = new AbortController();
  let hasHole = false;

  const end = (by: 'reset' | 'close') => {
    if (over.signal.aborted) return;
    over.abort();
    for (const socket of [client, store]) {
      if (by === 'reset') socket.resetAndDestroy();
      // FIN first, and by itself: closed at once with bytes unread, a socket sends nothing but RST.
      else socket.end(() => socket.destroy());
    }
  };
  const lanes = (['upstream', 'downstream'] as const).map((stream) => {
    const [from, to] = stream === 'upstream' ? [client, store] : [store, client];
    /** What one end did is done to the other, unless nothing gets through. */
    const passOn = (by: 'reset' | 'close') => {
      if (toxicsOf(toxics(stream), 'timeout').length > 0) hasHole = true;
      else end(by);
    };
    // That a store is not there can only be told by closing.
    from.on('error', ({ message }) => passOn(/ECONNREFUSED/.test(message) ? 'close' : 'reset'));
    from.once('close', () => {
      // After a proper end the last bytes may still be on their way.
      if (!from.readableEnded) passOn('close');
    });
    return carry({
      from,
      to,
      toxics: () => toxics(stream),
      changes,
      random,
      over: over.signal,
      passed(bytes) {
        passed[stream] += bytes;
      },
      swallowed() {
        hasHole = true;
      },
      cut: end,
    });
  });
  Promise.all(lanes).then(
    () => over.abort(),
    (error: unknown) => {
      if (!over.signal.aborted) throw error;
    },
  );
  return {
    nth,
    passed,
    over: over.signal,
    end,
    get isOpen() {
      return !over.signal.aborted;
    },
    get hasHole() {
      return hasHole;
    },
  };
}
