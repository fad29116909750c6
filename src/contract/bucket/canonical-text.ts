import { percentEncode } from '../rpc-signature.ts';

/** `name:value`, in the order of the names. */
export function linesOf(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(headers)
    .toSorted()
    .map((name) => `${name}:${headers[name] ?? ''}`);
}

/** As it stands in a path. */
export function encodeKey(key: string): string {
  return key.split('/').map(percentEncode).join('/');
}
