import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:net';
import { createNthRandom } from '../../../src/testing/faults/random.ts';
import { openConnection, type Connection, type OpenConnection } from './proxy-connection.ts';
import type { Stream, Toxic } from './toxics.ts';

/** A TCP proxy on a free port of loopback, with trouble on the line: between a browser and the store. */
export type FaultProxy = {
  readonly port: number;
  /** The address to connect to, as an origin. */
  readonly origin: string;
  /** Where connections lead from now on; until that is known they are closed. */
  leadTo(port: number): void;
  /** Takes effect at once, on open connections too. @returns how to take it away again */
  add(toxic: Toxic, where?: Where): () => void;
  /** Takes all toxics away. */
  clear(): void;
  /** Nobody listens any more and open connections are reset: to connect is refused. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  /** All there have been, in the order they came. */
  readonly connections: readonly Connection[];
  stop(): Promise<void>;
};

export type Where = {
  /** `upstream`, from the browser to the store, unless told otherwise. */
  readonly stream?: Stream;
  /** The n-th connection alone, counted from 1. */
  readonly connection?: number;
};

export type FaultProxyOptions = {
  /** For jitter and slices: the same seed draws the same for the n-th connection. */
  readonly seed?: number;
  readonly leadTo?: number;
};

type Added = { readonly toxic: Toxic; readonly where: Where };

export async function startFaultProxy({
  seed = 1,
  leadTo,
}: FaultProxyOptions = {}): Promise<FaultProxy> {
  let target = leadTo;
  let added: readonly Added[] = [];
  const connections: OpenConnection[] = [];
  // Each piece of trouble that waits for better times is a listener.
  const changes = new EventEmitter().setMaxListeners(0);

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (target === undefined) {
      client.destroy();
      return;
    }
    const nth = connections.length + 1;
    const connection = openConnection({
      nth,
      client,
      port: target,
      toxics: (stream) =>
        added
          .filter(({ where }) => concerns(where, nth) && (where.stream ?? 'upstream') === stream)
          .map(({ toxic }) => toxic),
      changes,
      random: createNthRandom(seed, nth),
    });
    connections.push(connection);
    for (const entry of added) startTimer(entry, connection);
  });

  /** Some toxics end a connection after a while, unless they are taken away before. */
  function startTimer(entry: Added, connection: OpenConnection): void {
    const { toxic, where } = entry;
    if (toxic.kind !== 'timeout' && toxic.kind !== 'reset-peer') return;
    if (!concerns(where, connection.nth) || toxic.afterMs === Infinity) return;
    const timer = setTimeout(() => {
      if (added.includes(entry)) connection.end(toxic.kind === 'timeout' ? 'close' : 'reset');
    }, toxic.afterMs);
    connection.over.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  function replaceAll(next: readonly Added[]): void {
    const isSwallowing = next.some(({ toxic }) => toxic.kind === 'timeout');
    added = next;
    changes.emit('changed');
    if (isSwallowing) return;
    for (const connection of connections) if (connection.hasHole) connection.end('close');
  }

  async function listen(port: number): Promise<number> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return address.port;
  }

  async function stopListening(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const connection of connections) connection.end('reset');
    await closed;
  }

  const port = await listen(0);
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    leadTo(next) {
      target = next;
    },
    add(toxic, where = {}) {
      const entry: Added = { toxic, where };
      replaceAll([...added, entry]);
      for (const connection of connections) startTimer(entry, connection);
      return () => replaceAll(added.filter((other) => other !== entry));
    },
    clear: () => replaceAll([]),
    down: stopListening,
    async up() {
      if (!server.listening) await listen(port);
    },
    connections,
    stop: stopListening,
  };
}

function concerns({ connection }: Where, nth: number): boolean {
  return connection === undefined || connection === nth;
}
