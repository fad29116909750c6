import type { Context } from 'hono';
import { PAGE_HEADER } from '../../contract/ticket.ts';
import type { Client } from '../platform/fair-turns.ts';

const PAGE_NAME_MAX_CHARS = 40;

/** The address of the connection and the name that a page gave itself. */
export function clientOf(c: Context<{ Bindings: Partial<NodeBindings> }>): Client {
  return {
    address: c.env?.incoming?.socket?.remoteAddress ?? '',
    page: (c.req.header(PAGE_HEADER) ?? '').slice(0, PAGE_NAME_MAX_CHARS),
  };
}

/** What @hono/node-server hands on; nothing where a test asks without a socket. */
type NodeBindings = {
  readonly incoming: { readonly socket?: { readonly remoteAddress?: string } };
};
