import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How many connections a store holds at once. */
export const CONNECTIONS_MAX = 1024;

/**
 * Places for connections. There is no share for each address as long as there are places: behind a proxy, and on loopback,
 * everybody has one address. When they run short, a connection that is served for nothing yet makes room for the next: the
 * oldest one of the address that has most of them. One that carries a verified upload, or takes an answer, is never cut.
 */
export type ConnectionLimit = {
  /** From now on this connection is served. @returns how to end that */
  serve(socket: Socket): () => void;
};

export function limitConnections(server: Server, max: number): ConnectionLimit {
  // Oldest first: a Set keeps the order of insertion.
  const idle = new Set<Socket>();
  const serving = new Map<Socket, number>();
  let open = 0;
  // Beyond this even the system's queue is not emptied; room is made one earlier.
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
  for (const { remoteAddress = '' } of sockets) {
    counts.set(remoteAddress, (counts.get(remoteAddress) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  for (const socket of sockets) {
    if (counts.get(socket.remoteAddress ?? '') === most) return socket;
  }
  return undefined;
}
