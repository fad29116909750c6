import { EventEmitter, once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOn } from './free-port.ts';
import type { LeadingProxy } from './leading-proxy.ts';

/** What a network can do to a connection, by Toxiproxy's names. Toxiproxy's `down` is no toxic: it is a state of the proxy. */
export type Toxic =
  /** 0: nothing moves and nothing is read, until the toxic is taken away. */
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /**
   * Half-open: what comes is taken and dropped, and neither end is told. Taking the toxic away closes the connections that
   * have lost bytes, since they cannot go on.
   */
  | { readonly kind: 'timeout' }
  /** RST to both ends after exactly so many bytes of a stream. */
  | { readonly kind: 'limit-data'; readonly bytes: number };

/** `upstream` flows from the browser to the store. */
type Stream = 'upstream' | 'downstream';

export type Where = {
  /** `upstream` unless told otherwise. */
  readonly stream?: Stream;
  /** The n-th connection alone, counted from 1. */
  readonly connection?: number;
};

/** A TCP proxy between a browser and the store, or between our server and the platform. */
export type FaultProxy = LeadingProxy & {
  readonly port: number;
  /** Takes effect at once, on open connections too. @returns how to take it away again */
  add(toxic: Toxic, where?: Where): () => void;
  /** Takes all toxics away. */
  clear(): void;
  /** Stops listening and resets open connections: to connect is refused. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  /** All there have been, in the order they came. */
  readonly connections: readonly Connection[];
};

export type Connection = {
  /** Counted from 1. */
  readonly nth: number;
  readonly isOpen: boolean;
  /** Bytes that have got through, in each direction. */
  readonly passed: Readonly<Record<Stream, number>>;
};

type OpenConnection = Connection & {
  /** A toxic has dropped bytes of it, so it can never go on. */
  readonly hasHole: boolean;
  end(by: 'reset' | 'close'): void;
};

/** The toxics in force, which may change between any two bytes; `changes` then emits `changed`. */
type Toxics = {
  readonly of: (nth: number, stream: Stream) => readonly Toxic[];
  readonly changes: EventEmitter;
};

/** Slowed down, bytes come in this many pieces a second. */
const PIECES_PER_SECOND = 20;

/** @param target where connections lead; until that is known they are closed */
export async function startFaultProxy(target?: string): Promise<FaultProxy> {
  let port = portIn(target);
  let added: readonly { readonly toxic: Toxic; readonly where: Where }[] = [];
  const connections: OpenConnection[] = [];
  const toxics: Toxics = {
    of: (nth, stream) =>
      added
        .filter(({ where }) => (where.connection ?? nth) === nth)
        .filter(({ where }) => (where.stream ?? 'upstream') === stream)
        .map(({ toxic }) => toxic),
    // Each stream that waits for a change is a listener.
    changes: new EventEmitter().setMaxListeners(0),
  };

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (port === undefined) client.destroy();
    else connections.push(openConnection(connections.length + 1, client, port, toxics));
  });

  function replaceAll(next: typeof added): void {
    added = next;
    toxics.changes.emit('changed');
    if (next.some(({ toxic }) => toxic.kind === 'timeout')) return;
    for (const connection of connections) if (connection.hasHole) connection.end('close');
  }

  async function stop(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const connection of connections) connection.end('reset');
    await closed;
  }

  const ownPort = await listenOn(server);
  return {
    port: ownPort,
    url: `http://127.0.0.1:${ownPort}`,
    leadTo(next) {
      port = portIn(next);
    },
    add(toxic, where = {}) {
      const entry = { toxic, where };
      replaceAll([...added, entry]);
      return () => replaceAll(added.filter((other) => other !== entry));
    },
    clear: () => replaceAll([]),
    down: stop,
    async up() {
      if (!server.listening) await listenOn(server, ownPort);
    },
    connections,
    stop,
  };
}

function portIn(url: string | undefined): number | undefined {
  return url === undefined ? undefined : Number(new URL(url).port);
}

function openConnection(nth: number, client: Socket, port: number, toxics: Toxics): OpenConnection {
  const store = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  const passed = { upstream: 0, downstream: 0 };
  const over = new AbortController();
  const { signal } = over;
  let hasHole = false;

  const end = (by: 'reset' | 'close') => {
    if (signal.aborted) return;
    over.abort();
    for (const socket of [client, store]) {
      if (by === 'reset') socket.resetAndDestroy();
      // FIN first, and by itself: closed at once with bytes unread, a socket sends nothing but RST.
      else socket.end(() => socket.destroy());
    }
  };
  const nextChange = () => once(toxics.changes, 'changed', { signal });

  /** Carries bytes until one end has no more, or the connection is over: then it rejects. */
  async function carry(stream: Stream, from: Socket, to: Socket): Promise<void> {
    const now = () => toxics.of(nth, stream);
    const isDropped = () => now().some(({ kind }) => kind === 'timeout');
    /** What one end did is done to the other, unless nothing gets through. */
    const passOn = (by: 'reset' | 'close') => {
      if (isDropped()) hasHole = true;
      else end(by);
    };
    // That a store is not there can only be told by closing.
    from.on('error', ({ message }) => passOn(/ECONNREFUSED/.test(message) ? 'close' : 'reset'));
    from.once('close', () => {
      // After a proper end the last bytes may still be on their way.
      if (!from.readableEnded) passOn('close');
    });
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      for (let rest: Buffer = chunk; rest.byteLength > 0;) {
        signal.throwIfAborted();
        if (isDropped()) {
          hasHole = true;
          break;
        }
        const speed = leastOf(now(), 'bandwidth');
        if (speed === 0) {
          await nextChange();
          continue;
        }
        const room = leastOf(now(), 'limit-data') - passed[stream];
        const piece = rest.subarray(0, Math.max(0, Math.min(room, speed / PIECES_PER_SECOND)));
        if (speed < Infinity) await sleep((piece.byteLength / speed) * 1000, undefined, { signal });
        if (piece.byteLength > 0 && !to.write(piece)) await once(to, 'drain', { signal });
        passed[stream] += piece.byteLength;
        rest = rest.subarray(piece.byteLength);
        if (room <= piece.byteLength) end('reset');
      }
    }
    // An end is dropped as well.
    while (isDropped()) {
      hasHole = true;
      await nextChange();
    }
    to.end();
  }

  Promise.all([carry('upstream', client, store), carry('downstream', store, client)]).then(
    () => over.abort(),
    (error: unknown) => {
      // An end that was reset while nothing gets through leaves a hole, too: what takes the toxic away closes the connection.
      if (!signal.aborted && !hasHole) throw error;
    },
  );
  return {
    nth,
    passed,
    end,
    get isOpen() {
      return !signal.aborted;
    },
    get hasHole() {
      return hasHole;
    },
  };
}

function leastOf(toxics: readonly Toxic[], kind: 'bandwidth' | 'limit-data'): number {
  const numbers = toxics.map((toxic) => {
    if (toxic.kind !== kind) return Infinity;
    return toxic.kind === 'bandwidth' ? toxic.bytesPerSecond : toxic.bytes;
  });
  return Math.min(Infinity, ...numbers);
}
