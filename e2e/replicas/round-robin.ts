import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOn } from '../support/proxy/free-port.ts';

/** A balancer as usual ones are: each request to the next server; to another one if no connection can be made, and never twice. */
export type RoundRobin = {
  readonly url: string;
  /** How often each server was asked. */
  readonly asked: readonly number[];
  stop(): Promise<void>;
};

export async function startRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
  let next = 0;
  const asked = ports.map(() => 0);

  /** @param first where it begins: requests that come meanwhile must not lead this one to the same server twice */
  function pass(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    body: Buffer,
    first: number,
    tries = 0,
  ) {
    const at = (first + tries) % ports.length;
    let isConnected = false;
    const onward = request({
      host: '127.0.0.1',
      port: ports[at],
      agent: false,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, connection: 'close' },
    });
    onward.once('socket', (socket) => {
      socket.once('connect', () => {
        isConnected = true;
        asked[at] = (asked[at] ?? 0) + 1;
      });
    });
    onward.on('error', () => {
      // A server that was killed with this call in its hands: what became of it is not known.
      if (isConnected || tries + 1 === ports.length) outgoing.destroy();
      else pass(incoming, outgoing, body, first, tries + 1);
    });
    onward.once('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => outgoing.destroy()).pipe(outgoing);
    });
    onward.end(body);
  }

  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => pass(incoming, outgoing, Buffer.concat(chunks), next++));
    incoming.on('error', () => outgoing.destroy());
  });
  const port = await listenOn(server);
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
