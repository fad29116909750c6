import type { Context } from 'hono';
import { isIP } from 'node:net';
import type { ProxyList } from '../process/proxy-list.ts';

/** What @hono/node-server hands on; nothing where a test asks without a socket. */
type NodeBindings = {
  readonly incoming: {
    readonly socket?: { readonly remoteAddress?: string };
    readonly rawHeaders?: readonly string[];
  };
};

/** The other end of the connection, and the request's headers as they came. */
export function connectionOf(c: Context<{ Bindings: Partial<NodeBindings> }>) {
  const incoming = c.env?.incoming;
  return {
    remoteAddress: incoming?.socket?.remoteAddress ?? '',
    rawHeaders: incoming?.rawHeaders ?? [],
  };
}

/**
 * Where the request comes from: behind trusted proxies what they say, read from the end, since anyone can write the beginning of
 * `X-Forwarded-For`.
 */
export function clientAddress(c: Context, proxies: ProxyList): string {
  const { remoteAddress } = connectionOf(c);
  if (!proxies.has(remoteAddress)) return remoteAddress;
  const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim());
  const client = hops.findLast((hop) => !proxies.has(hop)) ?? '';
  return isIP(client) === 0 ? remoteAddress : client;
}
