import { isIP } from 'node:net';

/**
 * What counts as one client by address: of IPv6 the first 64 bits, since a connection at home has at least so many addresses to
 * choose from; an IPv4 address that is written as IPv6 is what it is.
 */
export function addressBlock(address: string): string {
  if (isIP(address) !== 6) return address;
  // The one form that a URL gives it: lower case, and the longest run of zeros as `::`.
  const host = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host) ?? [];
  if (high !== undefined && low !== undefined) {
    return [high, low].flatMap(bytesOf).join('.');
  }
  const [before = '', after] = host.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function bytesOf(group: string): number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 255];
}
