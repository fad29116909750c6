/** Names of this machine for itself; IPv6 as an address and as it stands in a URL. */
export const LOOPBACK_HOSTS: ReadonlySet<string> = new Set([
  'localhost',
  '127.0.0.1',
  '::1',
  '[::1]',
]);
