import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { addressBlock } from '../process/address-block.ts';

/** How many connections a store holds at once. */
export const CONNECTIONS_MAX = 1024;

/**
 * There is no share for each address while the limit is not reached: behind a proxy, and on loopback, all clients have one
 * address. At the limit an idle connection is closed for the next one: the oldest one of the address that has most of them.
 * A connection that carries a verified upload, or takes an answer, is never closed.
 */
export type ConnectionLimit = {
  /** Marks the connection as served. @returns how to end that */
  serve(socket: Socket): () => void;
};

export function limitConnections(server: Server, max: number): ConnectionLimit {
  // Oldest first: a Set keeps the order of insertion.
  const idle = new Set<Socket>();
  const serving = new Map<Socket, number>();
  let open = 0;
  // Beyond this no connection is even accepted, so one is closed at the limit itself.
  server.maxConnections = max;

  server.on('connection', (socket: Socket) => {
    open += 1;
    idle.add(socket);
    socket.once('close', () => {
      open -= 1;
      idle.delete(socket);
      serving.delete(socket);
    });
    if (open >= max) oldestOfMost(idle)?.destroy();
  });

  return {
    serve(socket) {
      serving.set(socket, (serving.get(socket) ?? 0) + 1);
      idle.delete(socket);
      let isServed = true;
      return () => {
        if (!isServed) return;
        isServed = false;
        const left = (serving.get(socket) ?? 1) - 1;
        if (left > 0) return void serving.set(socket, left);
        serving.delete(socket);
        if (!socket.destroyed) idle.add(socket);
      };
    },
  };
}

function oldestOfMost(sockets: ReadonlySet<Socket>): Socket | undefined {
  const counts = new Map<string, number>();
  const placeOf = ({ remoteAddress = '' }: Socket) => addressBlock(remoteAddress);
  for (const socket of sockets) counts.set(placeOf(socket), (counts.get(placeOf(socket)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  for (const socket of sockets) {
    if (counts.get(placeOf(socket)) === most) return socket;
  }
  return undefined;
}
