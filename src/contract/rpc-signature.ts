import { hmac } from './crypto/hmac.ts';

/** Alibaba's RPC signature, version 1.0. The server signs with it, the simulated platform verifies with it. */

export type RpcMethod = 'GET' | 'POST';
export type RpcParameters = Readonly<Record<string, string>>;

/** RFC 3986: only `A-Z a-z 0-9 - _ . ~` stay as they are. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Every parameter but `Signature`, encoded, in byte order of the names. */
function canonicalQuery(parameters: RpcParameters): string {
  return Object.keys(parameters)
    .filter((name) => name !== 'Signature')
    .toSorted(byCodeUnit)
    .map((name) => `${percentEncode(name)}=${percentEncode(parameters[name] ?? '')}`)
    .join('&');
}

export function stringToSign(method: RpcMethod, parameters: RpcParameters): string {
  return `${method}&${percentEncode('/')}&${percentEncode(canonicalQuery(parameters))}`;
}

/** The `Signature` parameter, base64. The HMAC key is the secret followed by `&`. */
export function signRpc(
  secret: string,
  method: RpcMethod,
  parameters: RpcParameters,
): Promise<string> {
  return hmacSha1Base64(`${secret}&`, stringToSign(method, parameters));
}

// The default sort compares code units too, but does not show it.
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const utf8 = new TextEncoder();

/** HMAC-SHA1 of UTF-8 text, base64: the one primitive behind both signatures of this wire. */
export async function hmacSha1Base64(secret: string, text: string): Promise<string> {
  const mac = await hmac('SHA-1', utf8.encode(secret), utf8.encode(text));
  return btoa(String.fromCharCode(...mac));
}

/** Compares two signatures without telling by its duration where they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) {
    difference |= a.charCodeAt(i) ^ (b.charCodeAt(i % Math.max(b.length, 1)) || 0);
  }
  return difference === 0;
}
