import { createServer, type IncomingMessage, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createRelayListener } from '../relay/relay-listener.ts';

/** When a request is cut that is too slow: its headers, all of it, and how late that may be noticed. Milliseconds. */
export type PageTimes = {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
};

const PAGE_TIMES: PageTimes = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
};

/** Longer than the sixty seconds for which usual proxies keep a connection: else they send a request into one that we close. */
const KEEP_ALIVE_MS = 75_000;

/**
 * The page's HTTP side: its requests are small, so a slow one is cut.
 * @param relay where forms of a gigabyte pass, watched by their own pace; Node's limit is one for all requests of a server
 */
export function createPageServer(
  app: Pick<Hono, 'fetch'>,
  times: PageTimes = PAGE_TIMES,
  relay?: { readonly path: string; readonly report: (error: unknown) => void },
): Server {
  const listener = getRequestListener(app.fetch);
  if (relay === undefined) {
    return createServer({ ...times, keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  }
  const options = { ...times, requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS };
  const relayListener = createRelayListener(app, relay.report);
  return createServer(options, (request, response) => {
    const isRelayed = request.method === 'POST' && request.url?.split('?')[0] === relay.path;
    if (isRelayed) return relayListener(request, response);
    cutIfLate(request, times.requestTimeout);
    return void listener(request, response);
  });
}

/** As Node does it by `requestTimeout`. */
function cutIfLate(request: IncomingMessage, ms: number): void {
  const timer = setTimeout(() => {
    if (request.complete) return;
    request.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    request.destroy();
  }, ms);
  request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}
