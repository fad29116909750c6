import { toldText } from './legible-text.ts';
import { isObjectStorage, type ObjectStorage } from './post-form.ts';
import type { Ticket } from './ticket.ts';

/** Why a ticket's address is not one to send firmware to, and that address as `toldText`. Nothing has been sent when this is found. */
export type AddressFault =
  | { readonly kind: 'storage-type'; readonly objectStorage: string }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'firmware-url'; readonly firmwareUrl: string };

const KEY = /^[A-Za-z0-9_~-][A-Za-z0-9._~/-]*$/;

/**
 * Finds what is wrong with where a ticket would send a firmware.
 * @param storeHosts the exact stores that are trusted (`https://bucket.oss-….aliyuncs.com`, `https://store/bucket`); undefined
 *   when no list is kept, and then any https store will do. A look-alike or a wildcard is never a pin: anyone can own a bucket.
 */
export function findAddressFault(
  ticket: Ticket,
  storeHosts: readonly string[] | undefined,
): AddressFault | undefined {
  const { host, key, firmwareUrl, objectStorage } = ticket;
  if (!isObjectStorage(objectStorage)) {
    return { kind: 'storage-type', objectStorage: toldText(objectStorage) };
  }
  if (!isTrusted(host, objectStorage, storeHosts)) return { kind: 'host', host: toldText(host) };
  if (!isKey(key)) return keyFault(key);
  if (firmwareUrl !== `${host}/${key}`) {
    return { kind: 'firmware-url', firmwareUrl: toldText(firmwareUrl) };
  }
  return undefined;
}

export function keyFault(key: string): AddressFault {
  return { kind: 'key', key: toldText(key) };
}

/** Whether a ticket of one of these stores could have named this very address: an exact store and an object, nothing more. */
export function isStoredAddress(firmwareUrl: string, storeHosts: readonly string[]): boolean {
  return storeHosts.some(
    (host) => firmwareUrl.startsWith(`${host}/`) && isKey(firmwareUrl.slice(host.length + 1)),
  );
}

/**
 * Where forms may be posted to: an exact origin, or with one more part behind it, a bucket's name where that is not in the host
 * name. Undefined if the text is anything else.
 */
function exactStore(text: string): string | undefined {
  const [, origin = '', bucket] = STORE.exec(text) ?? [];
  if (exactOrigin(origin) === undefined) return undefined;
  return bucket === undefined || BUCKET.test(bucket) ? text : undefined;
}

/** A name that every store takes, which is in each address as it is. */
export function isBucketName(text: string): boolean {
  return BUCKET.test(text);
}

/** What a key may begin with: nothing, or whole folders. */
export function isKeyPrefix(text: string): boolean {
  return (
    text === '' || (text.length <= PREFIX_MAX_CHARS && text.endsWith('/') && isKey(`${text}x`))
  );
}

/** A key may have 1,023 bytes, and its own name needs some of them. */
const PREFIX_MAX_CHARS = 512;
const STORE = /^(https?:\/\/[^/]+)(?:\/([^/]+))?$/;
const BUCKET = /^[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]$/;

/** The origin of an exact `scheme://host[:port]`, or undefined if the text is anything else. */
export function exactOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, protocol } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && origin === text ? origin : undefined;
}

function isTrusted(
  host: string,
  storage: ObjectStorage,
  storeHosts: readonly string[] | undefined,
): boolean {
  // OSS has its buckets in host names alone.
  const store = storage === 'OSS' ? exactOrigin(host) : exactStore(host);
  if (store === undefined) return false;
  return storeHosts === undefined ? store.startsWith('https://') : storeHosts.includes(store);
}

function isKey(key: string): boolean {
  return KEY.test(key) && !key.split('/').some(isHollow);
}

function isHollow(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..';
}
