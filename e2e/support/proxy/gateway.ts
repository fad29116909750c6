import {
  createServer,
  request as openRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { closeServer, listen } from '../../../src/server/process/listening.ts';

/**
 * A reverse proxy before our server, on a port of its own, that may answer in the server's place or change what it passes on.
 * Every answer closes its connection, so that no browser sends anything a second time by itself.
 */
export type Gateway = {
  readonly url: string;
  /** What happens from now on to everything asked of this path; without a script it is passed on. */
  play(path: string, script: Script | undefined): void;
  stop(): Promise<void>;
};

/**
 * @param pass asks our server
 * @param nth counts what was asked of this path, from 1
 * @returns what the browser gets; `reset` ends the connection without an answer
 */
export type Script = (pass: () => Promise<Response>, nth: number) => Promise<Response | 'reset'>;

export type GatewayOptions = {
  /** As proxies do by default: our server then sees its own address as Host instead of the browser's. */
  readonly rewritesHost?: boolean;
  /** Our server is at this path alone, which it does not get to see; elsewhere there is nothing. */
  readonly folder?: `/${string}`;
};

/** @param target where our server listens */
export async function startGateway(
  target: string,
  { rewritesHost = false, folder = '/' }: GatewayOptions = {},
): Promise<Gateway> {
  const scripts = new Map<string, Script>();
  const asked = new Map<string, number>();

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', target);
    const nth = (asked.get(pathname) ?? 0) + 1;
    asked.set(pathname, nth);
    const body = await buffer(request);
    const pass = async () => {
      const path = pathIn(folder, request.url ?? '/');
      if (path === undefined) return new Response('There is nothing here.', { status: 404 });
      return passOn(target, request, path, body, rewritesHost);
    };
    const told = await (scripts.get(pathname) ?? pass)(pass, nth);
    if (told === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const headers = { ...Object.fromEntries(told.headers), connection: 'close' };
    response.writeHead(told.status, headers).end(Buffer.from(await told.arrayBuffer()));
  };
  const server = createServer((request, response) => {
    // Our server, or the browser, is gone: neither is owed an answer.
    answer(request, response).catch(() => response.destroy());
  });
  const port = await listen(server, '127.0.0.1', 0, 'PORT');

  return {
    url: `http://127.0.0.1:${port}`,
    play(path, script) {
      if (script === undefined) scripts.delete(path);
      else scripts.set(path, script);
    },
    stop: () => closeServer(server, 0),
  };
}

/** `/ota` is as good as `/ota/` for proxies that go by how a path begins. */
function pathIn(folder: string, url: string): string | undefined {
  if (folder === '/') return url;
  if (!url.startsWith(folder)) return undefined;
  const path = url.slice(folder.length);
  return path.startsWith('/') ? path : `/${path}`;
}

function passOn(
  target: string,
  { method = 'GET', headers: theirs }: IncomingMessage,
  url: string,
  body: Buffer,
  rewritesHost: boolean,
): Promise<Response> {
  const headers = rewritesHost ? { ...theirs, host: new URL(target).host } : theirs;
  return new Promise((resolve, reject) => {
    const onward = openRequest(
      new URL(url, target),
      { method, headers, agent: false },
      (answer) => {
        buffer(answer).then((bytes) => {
          const status = answer.statusCode ?? 502;
          const hasBody = status !== 204 && status !== 304;
          resolve(new Response(hasBody ? bytes : null, { status, headers: headersOf(answer) }));
        }, reject);
      },
    );
    onward.once('error', reject);
    onward.end(body);
  });
}

/** The body is passed on whole: its length is said anew. */
function headersOf({ headers }: IncomingMessage): Headers {
  const kept = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && name !== 'transfer-encoding') kept.set(name, value);
  }
  return kept;
}

/** The page as it is, under another policy than the server gave it. */
export function changePolicy({ play }: Gateway, change: (policy: string) => string): void {
  play('/', async (pass) => {
    const page = await pass();
    const policy = page.headers.get('content-security-policy') ?? '';
    page.headers.set('content-security-policy', change(policy));
    return page;
  });
}
