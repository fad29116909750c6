import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { listenOn } from '../proxy/free-port.ts';

const DEMO = join(import.meta.dirname, '../../../dist/demo');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** The built demo on a plain file server, which is all it needs. */
export async function serveDemo(): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    const stream = createReadStream(join(DEMO, path === '/' ? '/index.html' : path));
    stream.on('open', () =>
      response.setHeader('content-type', TYPES[extname(path)] ?? 'text/html'),
    );
    stream.on('error', () => response.writeHead(404).end());
    stream.pipe(response);
  });
  return {
    url: `http://127.0.0.1:${await listenOn(server)}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
