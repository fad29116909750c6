import { readFile, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { createTicketClient, type TicketClient } from './ticket-client.ts';
import { startProduct, type ProductServer } from '../bench/program/product-server.ts';

/** The server of one build, started anew, and what is asked of it. */
export type LoadedServer = ProductServer & {
  client(): Promise<TicketClient>;
  /** So many connections on which a request was answered, and none follows. */
  idle(count: number): Promise<readonly Socket[]>;
  /** Bytes that it has in memory. */
  resident(): Promise<number>;
  /** The most that it had since the last call of `resident`. */
  peak(): Promise<number>;
};

export async function startLoaded(dir: string, tempDir: string): Promise<LoadedServer> {
  const server = await startProduct(dir, tempDir);
  const { pid, url } = server;
  const { port } = new URL(url);
  return {
    ...server,
    client: () => createTicketClient(url),
    idle: (count) =>
      Promise.all(
        Array.from(
          { length: count },
          () =>
            new Promise<Socket>((resolve, reject) => {
              const socket = connect(Number(port), '127.0.0.1');
              socket.once('error', reject);
              socket.once('data', () => resolve(socket));
              socket.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
            }),
        ),
      ),
    async resident() {
      // Linux forgets the peak that there was.
      await writeFile(`/proc/${pid}/clear_refs`, '5');
      return readStatus(pid, 'VmRSS');
    },
    peak: () => readStatus(pid, 'VmHWM'),
  };
}

async function readStatus(pid: number, field: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kib = ''] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
  return Number(kib) * 1024;
}
