/** HMAC, wherever this runs: the server signs and verifies with it, the demo's simulated cloud in a page. */

type NodeCrypto = {
  createHmac(
    hash: string,
    key: Uint8Array,
  ): { update(data: Uint8Array): { digest(): Uint8Array<ArrayBuffer> } };
};
/** Missing in browsers. */
declare const process:
  | { readonly getBuiltinModule?: (name: 'node:crypto') => NodeCrypto | undefined }
  | undefined;

/** WebCrypto hands every text of a hundred bytes to another thread and waits for it: ten times as long as the work itself. */
const ofNode =
  typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:crypto');

export async function hmac(
  hash: 'SHA-1' | 'SHA-256',
  key: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (ofNode !== undefined) {
    return ofNode.createHmac(hash.replace('-', '').toLowerCase(), key).update(data).digest();
  }
  const algorithm = { name: 'HMAC', hash };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, data));
}
