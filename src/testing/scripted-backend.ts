import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

export type BackendAnswer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Heard = {
  readonly method: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

/** A backend that says what a test wants it to say, on a real socket; `undefined` breaks the connection. */
export type ScriptedBackend = {
  readonly url: string;
  /** Of the next request; `never` keeps it waiting. */
  answer: BackendAnswer | 'never' | undefined;
  readonly heard: readonly Heard[];
  stop(): Promise<void>;
};

export async function startScriptedBackend(): Promise<ScriptedBackend> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request
      .on('data', (piece: Buffer) => pieces.push(piece))
      .on('end', () => {
        const { method, headers } = request;
        heard.push({ method, headers, body: Buffer.concat(pieces).toString() });
        const { answer } = backend;
        if (answer === 'never') return;
        if (answer === undefined) request.socket.destroy();
        else response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  const backend: ScriptedBackend = {
    url: `http://127.0.0.1:${address.port}/api`,
    answer: undefined,
    heard,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return backend;
}
