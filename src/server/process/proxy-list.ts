import { BlockList, isIP } from 'node:net';

/** Addresses of reverse proxies whose headers are believed. */
export type ProxyList = {
  /** @param address as a socket gives it; an IPv4 address written as IPv6 counts as what it is */
  has(address: string): boolean;
};

export const NO_PROXIES: ProxyList = { has: () => false };

/** Undefined when one of the entries is neither an address nor a range like 10.0.0.0/8. */
export function parseProxyList(entries: readonly string[]): ProxyList | undefined {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits, ...rest] = entry.split('/');
    const version = isIP(address);
    const family = version === 6 ? 'ipv6' : 'ipv4';
    const longest = version === 6 ? 128 : 32;
    if (version === 0 || rest.length > 0) return undefined;
    if (bits === undefined) {
      list.addAddress(address, family);
      continue;
    }
    // A range of every address would believe everyone.
    if (!/^\d{1,3}$/.test(bits) || Number(bits) === 0 || Number(bits) > longest) return undefined;
    list.addSubnet(address, Number(bits), family);
  }
  return {
    has(address) {
      const version = isIP(address);
      return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
    },
  };
}
