import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { TestProject } from 'vitest/node';

/** Stores that a browser meets rarely, each an origin of its own, and a server for pages under any headers. */
export type OddStores = {
  /** Says no, and does not stop talking. `GET /` tells how many bytes it got rid of. */
  readonly talkative: string;
  /** Sends every form on to `elsewhere`, with 307. */
  readonly redirecting: string;
  /** Sends every form on to an address of its own. */
  readonly returning: string;
  /** Takes everything. */
  readonly elsewhere: string;
  /** Takes everything and answers, but not to pages: no CORS rule. */
  readonly withoutRule: string;
  /** Reads a body in small bits. `GET /` tells how many sockets were closed in the middle of one. */
  readonly slow: string;
  /** `GET /?status=...&body=...`: answers that, to any page. */
  readonly answering: string;
  /** Nothing listens there. */
  readonly closed: string;
  /** `GET /?headers={json}&module=...`: a page with these headers that runs this module. */
  readonly pages: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    oddStores: OddStores;
  }
}

/** More than a client should read of a refusal. */
const TALK_BYTES = 512 * 1024 * 1024;

export default async function setup(project: TestProject): Promise<() => void> {
  const servers: Server[] = [];
  const start = async (listener: RequestListener): Promise<string> => {
    const server = createServer({ requestTimeout: 0 }, listener);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return originOf(server);
  };

  const elsewhere = await start(withRule(takeAll));
  const unused = createServer().listen(0, '127.0.0.1');
  await once(unused, 'listening');
  const closed = originOf(unused);
  unused.close();

  const stores: OddStores = {
    talkative: await start(withRule(talk())),
    redirecting: await start(withRule(redirect(() => `${elsewhere}/`))),
    returning: await start(
      withRule((request, response) =>
        request.url === '/'
          ? redirect(() => '/again')(request, response)
          : takeAll(request, response),
      ),
    ),
    elsewhere,
    withoutRule: await start(takeAll),
    answering: await start(withRule(sayWhatIsAsked)),
    slow: await start(withRule(readSlowly())),
    closed,
    pages: await start(showPage),
  };
  project.provide('oddStores', stores);
  return () => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  };
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `http://127.0.0.1:${address.port}`;
}

/** With the CORS rule that a bucket owner would set, preflights included. */
function withRule(listener: RequestListener): RequestListener {
  return (request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'x-oss-request-id');
    if (request.method === 'OPTIONS') response.writeHead(200).end();
    else listener(request, response);
  };
}

const takeAll: RequestListener = (request, response) => {
  request.resume().on('end', () => response.writeHead(200).end());
};

function redirect(to: () => string): RequestListener {
  return (request, response) => {
    request.on('end', () => response.writeHead(307, { location: to() }).end());
    // A browser counts what it has sent some twenty times a second: a large body must not be over before that.
    request.once('data', () => {
      request.pause();
      setTimeout(() => request.resume(), 300);
    });
  };
}

/** Counts what the client has read. */
function talk(): RequestListener {
  let taken = 0;
  return (request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify(taken));
      return;
    }
    request.resume().on('end', () => {
      taken = 0;
      response.writeHead(403, { 'content-type': 'application/xml' });
      const words = 'x'.repeat(65_536);
      let said = 0;
      const sayMore = () => {
        while (said < TALK_BYTES && !response.destroyed) {
          said += words.length;
          taken = said - response.writableLength;
          if (!response.write(words)) {
            response.once('drain', sayMore);
            return;
          }
        }
        response.end('</Message></Error>');
      };
      response.write('<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>');
      sayMore();
    });
  };
}

function readSlowly(): RequestListener {
  let closed = 0;
  return (request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify(closed));
      return;
    }
    // A socket that is not read at all does not notice that its other end is gone.
    request.on('data', () => {
      request.pause();
      setTimeout(() => request.resume(), 10);
    });
    request.once('close', () => {
      if (!request.complete) closed += 1;
    });
    request.once('end', () => response.writeHead(200).end());
  };
}

const sayWhatIsAsked: RequestListener = (request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  response.writeHead(Number(searchParams.get('status'))).end(searchParams.get('body'));
};

const showPage: RequestListener = (request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const headers: unknown = JSON.parse(searchParams.get('headers') ?? '{}');
  for (const [name, value] of Object.entries(headers ?? {}))
    response.setHeader(name, String(value));
  response.setHeader('content-type', 'text/html; charset=utf-8');
  const module = (searchParams.get('module') ?? '').replaceAll('</', '<\\/');
  response.end(`<!doctype html><title>page</title><script type="module">${module}</script>`);
};
