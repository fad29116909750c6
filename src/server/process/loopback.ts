import { BlockList, isIP } from 'node:net';

/** Addresses of this machine for itself. An IPv4 address that is written as IPv6 counts as what it is. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Names and addresses under which a page on this machine is usually opened, as they stand in a URL. */
export const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** @param host a name or an address, the latter with or without the brackets of a URL */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  // Asked for every request, and mostly of these: a look into the list takes a hundred times as long.
  if (bare === '127.0.0.1' || bare === '::1' || bare === 'localhost') return true;
  switch (isIP(bare)) {
    case 4:
      return LOOPBACK.check(bare, 'ipv4');
    case 6:
      return LOOPBACK.check(bare, 'ipv6');
    default:
      return /^(?:.+\.)?localhost$/i.test(bare);
  }
}

/** The one form that a URL gives a host: lower case, the shortest IPv6; undefined for what no URL takes. */
export function normalHost(host: string): string | undefined {
  const url = `http://${isIP(host) === 6 ? `[${host}]` : host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : undefined;
}
