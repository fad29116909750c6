import type { Ticket } from './ticket.ts';
import { toldText } from './legible-text.ts';

/** Why a ticket's address is not one to send firmware to, and that address as `toldText`. Nothing has been sent when this is found. */
export type AddressFault =
  | { readonly kind: 'storage-type'; readonly objectStorage: string }
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'firmware-url'; readonly firmwareUrl: string };

const KEY = /^[A-Za-z0-9_~-][A-Za-z0-9._~/-]*$/;

/**
 * Finds what is wrong with where a ticket would send a firmware.
 * @param storeHosts the exact origins that are trusted (`https://bucket.oss-….aliyuncs.com`); undefined when no list is
 *   kept, and then any https origin will do. A look-alike or a wildcard is never a pin: anyone can own a bucket.
 */
export function findAddressFault(
  ticket: Ticket,
  storeHosts: readonly string[] | undefined,
): AddressFault | undefined {
  const { host, key, firmwareUrl, objectStorage } = ticket;
  if (objectStorage !== 'OSS') {
    return { kind: 'storage-type', objectStorage: toldText(objectStorage) };
  }
  if (!isTrusted(host, storeHosts)) return { kind: 'host', host: toldText(host) };
  if (!isKey(key)) return keyFault(key);
  if (firmwareUrl !== `${host}/${key}`) {
    return { kind: 'firmware-url', firmwareUrl: toldText(firmwareUrl) };
  }
  return undefined;
}

export function keyFault(key: string): AddressFault {
  return { kind: 'key', key: toldText(key) };
}

/** Whether a ticket of one of these stores could have named this very address: an exact origin and an object, nothing more. */
export function isStoredAddress(firmwareUrl: string, storeHosts: readonly string[]): boolean {
  if (!URL.canParse(firmwareUrl)) return false;
  const { origin } = new URL(firmwareUrl);
  return storeHosts.includes(origin) && firmwareUrl.startsWith(`${origin}/`)
    ? isKey(firmwareUrl.slice(origin.length + 1))
    : false;
}

/** The origin of an exact `scheme://host[:port]`, or undefined if the text is anything else. */
export function exactOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, protocol } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && origin === text ? origin : undefined;
}

function isTrusted(host: string, storeHosts: readonly string[] | undefined): boolean {
  const origin = exactOrigin(host);
  if (origin === undefined) return false;
  return storeHosts === undefined ? origin.startsWith('https://') : storeHosts.includes(origin);
}

function isKey(key: string): boolean {
  return KEY.test(key) && !key.split('/').some(isHollow);
}

function isHollow(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..';
}
