/**
 * Browsers ask the user before a page reaches into a network that is nearer than its own: this computer, or the local network. A
 * request without that permission ends as if nothing were there. https://wicg.github.io/local-network-access/
 */
export type LocalAccess =
  /** Not needed, given, or unknown to this browser. */
  | 'free'
  /** The browser has not been told yet, and may be asking now. */
  | 'prompt'
  | 'denied';

/** How near an address is, as far as it can be told; a name may lead anywhere. */
type Nearness = 'public' | 'name' | 'local' | 'loopback';

/**
 * The permission that governs an address, by the names that browsers have had for it. Tried with Chromium 156: `loopback-network`
 * and `local-network` decide, each about its own; `local-network-access` is the one before them, and is still known.
 */
const PERMISSIONS: Readonly<Record<Exclude<Nearness, 'public'>, readonly string[]>> = {
  loopback: ['loopback-network'],
  local: ['local-network'],
  name: ['local-network', 'loopback-network'],
};
const EARLIER = 'local-network-access';

/** The browser's own function; it rejects for names that it does not know. */
type Query = (name: string) => Promise<PermissionState>;

export type LocalPage = {
  readonly origin: string;
  /** By plain http under a name the permissions are always denied, also where none is needed: they say nothing there. */
  readonly isSecure: boolean;
};

/** @param store origin of what does not answer */
export async function localAccess(
  store: string,
  page: LocalPage,
  query: Query = queryBrowser,
): Promise<LocalAccess> {
  const nearness = nearnessOf(store);
  const mayNeed = nearness !== 'public' && isNearer(nearness, nearnessOf(page.origin));
  if (!mayNeed || !page.isSecure) return 'free';
  const states = await Promise.all(PERMISSIONS[nearness].map((name) => stateOf(query, name)));
  const known = states.filter((state) => state !== undefined);
  const state = known.length > 0 ? known : [await stateOf(query, EARLIER)];
  if (state.includes('denied')) return 'denied';
  // Every page is in this state until the user has answered; and a name does not tell that it is near.
  return nearness !== 'name' && state.includes('prompt') ? 'prompt' : 'free';
}

/** No permission is needed from nearer to farther, or between two of the same kind; names may be of any. */
function isNearer(store: Nearness, page: Nearness): boolean {
  switch (store) {
    case 'loopback':
      return page !== 'loopback';
    case 'local':
    case 'name':
      return page === 'public' || page === 'name';
    case 'public':
      return false;
  }
}

/** The address ranges of the specification (RFC 1918, RFC 3927, RFC 4193, RFC 4291), as a URL writes them. */
const LOOPBACK = /^(?:127(?:\.\d+){3}|\[::1\]|(?:.*\.)?localhost)$/;
const LOCAL =
  /^(?:(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)(?:\.\d+){2}|\[(?:f[cd][\da-f]{2}|fe[89ab][\da-f]):.*|.*\.local)$/;
const LITERAL = /^(?:\[|\d+\.\d+\.\d+\.\d+$)/;

function nearnessOf(origin: string): Nearness {
  const { hostname } = new URL(origin);
  if (LOOPBACK.test(hostname)) return 'loopback';
  if (LOCAL.test(hostname)) return 'local';
  return LITERAL.test(hostname) ? 'public' : 'name';
}

async function stateOf(query: Query, name: string): Promise<PermissionState | undefined> {
  try {
    return await query(name);
  } catch {
    return undefined;
  }
}

/** As the browser has it; the type library does not know these names yet. */
type Permissions = {
  query(descriptor: { readonly name: string }): Promise<{ readonly state: PermissionState }>;
};

async function queryBrowser(name: string): Promise<PermissionState> {
  const permissions: Permissions = navigator.permissions;
  return (await permissions.query({ name })).state;
}
