import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

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

/** The page's HTTP side: its requests are small, so a slow one is cut. */
export function createPageServer(app: Pick<Hono, 'fetch'>, times: PageTimes = PAGE_TIMES): Server {
  return createServer({ ...times, keepAliveTimeout: KEEP_ALIVE_MS }, getRequestListener(app.fetch));
}
