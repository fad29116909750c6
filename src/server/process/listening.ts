import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Something outside the program keeps it from starting: the message says what, and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Resolves with the port it got. @throws StartError */
export function listen(
  server: Server,
  host: string,
  port: number,
  setting: string,
): Promise<number> {
  watchSilentSockets(server);
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new StartError(listenSentence(error, host, port, setting)));
    });
    server.listen(port, host, () => resolve(portOf(server.address(), port)));
  });
}

function listenSentence(
  error: NodeJS.ErrnoException,
  host: string,
  port: number,
  setting: string,
): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken. Stop the other program, or choose another port with ${setting}.`;
    case 'EACCES':
      return `Port ${port} needs more rights than this process has. Choose one above 1023 with ${setting}.`;
    default:
      return `Cannot listen on ${host}:${port} (${error.message}). Check HOST and ${setting}.`;
  }
}

function portOf(address: AddressInfo | string | null, fallback: number): number {
  return typeof address === 'object' && address !== null ? address.port : fallback;
}

/** Takes no more connections, waits for what is under way for at most `drainMs`, then cuts it. */
export async function closeServer(server: Server, drainMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of silentSockets.get(server) ?? []) socket.destroy();
  // A connection that has finished its upload is kept alive for the next one, which will not come.
  const sweeper = setInterval(() => server.closeIdleConnections(), 100);
  const timer = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearInterval(sweeper);
  clearTimeout(timer);
}

/**
 * Connections on which no request has come yet. Node counts them as busy until the time for headers is over: browsers open
 * some ahead, and the end would wait for them.
 */
const silentSockets = new WeakMap<Server, Set<Socket>>();

function watchSilentSockets(server: Server): void {
  const silent = new Set<Socket>();
  silentSockets.set(server, silent);
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }) => silent.delete(socket));
}

/** An IPv6 address stands in brackets in a URL. */
export function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
