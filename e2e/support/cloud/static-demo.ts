import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { listenOn } from '../proxy/free-port.ts';

const DEMO = join(import.meta.dirname, '../../../dist/demo');
/** Below another site's address, as a folder that was copied somewhere. */
const FOLDER = '/tools/ota-drop/';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

export type StaticDemo = {
  /** Ends with a slash. */
  readonly url: string;
  /** What was asked for that is not in the folder. */
  readonly missing: readonly string[];
  stop(): void;
};

/** The built demo on a plain file server, which is all it needs. */
export async function serveDemo(): Promise<StaticDemo> {
  const missing: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '/';
    const fail = () => {
      missing.push(path);
      response.writeHead(404).end();
    };
    if (!path.startsWith(FOLDER)) return fail();
    const name = path.slice(FOLDER.length) || 'index.html';
    const stream = createReadStream(join(DEMO, name));
    stream.on('open', () =>
      response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream'),
    );
    stream.on('error', fail);
    stream.pipe(response);
  });
  return {
    url: `http://127.0.0.1:${await listenOn(server)}${FOLDER}`,
    missing,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
