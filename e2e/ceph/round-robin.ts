import { connect, createServer, type Socket } from 'node:net';
import { listenOn } from '../support/proxy/free-port.ts';

/** One address for several servers: each connection goes to the next one that takes it, as a balancer in front of gateways does. */
export type RoundRobin = {
  readonly url: string;
  /** How many bytes this server was sent. */
  bytesTo(url: string): number;
  stop(): void;
};

export async function startRoundRobin(urls: readonly string[]): Promise<RoundRobin> {
  const bytes = new Map(urls.map((url) => [url, 0]));
  const sockets = new Set<Socket>();
  let turn = 0;

  const server = createServer((client) => {
    keep(client);
    turn += 1;
    lead(client, turn, urls.length);
  });

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  }

  /** @param first where it begins: connections that come meanwhile must not lead this one to the same server twice */
  function lead(client: Socket, first: number, tries: number): void {
    const url = urls[(first + tries) % urls.length];
    if (url === undefined || tries === 0) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(new URL(url).port), '127.0.0.1');
    const goOn = () => lead(client, first, tries - 1);
    upstream.once('error', goOn);
    upstream.once('connect', () => {
      upstream.off('error', goOn);
      keep(upstream);
      client.on('data', (chunk: Buffer) => {
        bytes.set(url, (bytes.get(url) ?? 0) + chunk.length);
      });
      client.pipe(upstream).pipe(client);
      client.once('close', () => upstream.destroy());
      // What a server that is killed leaves behind: no answer, and a connection that is gone.
      upstream.once('close', () => client.destroy());
    });
  }

  const port = await listenOn(server);
  return {
    url: `http://127.0.0.1:${port}`,
    bytesTo: (url) => bytes.get(url) ?? 0,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
