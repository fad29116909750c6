import type { Context } from 'hono';
import { PAGE_HEADER } from '../../contract/ticket.ts';
import type { Access } from '../access/access.ts';
import { addressBlock } from '../process/address-block.ts';
import type { Client } from '../platform/fair-turns.ts';

const PAGE_NAME_MAX_CHARS = 40;

/**
 * Who takes turns and has a share: the user who is signed in, else the address; and the name that a page gave itself. With a shared
 * token everyone may take any name, so that the address counts.
 */
export function clientOf(c: Context, access: Access): Client {
  const { user } = c.var;
  return {
    address:
      user === undefined || user.by === 'token'
        ? addressBlock(access.addressOf(c))
        : `${user.by} ${user.name}`,
    page: (c.req.header(PAGE_HEADER) ?? '').slice(0, PAGE_NAME_MAX_CHARS),
  };
}
