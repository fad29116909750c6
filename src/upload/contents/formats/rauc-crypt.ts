import { hasAt, textAt, u16be, u32be } from '../../archive-worker/bytes.ts';
import type { ImageFormat } from '../image-format.ts';

/**
 * A RAUC bundle whose payload is encrypted begins with noise. It ends in a CMS message, which holds the manifest, and the length
 * of that message in 8 bytes (RAUC, "Bundle formats").
 */
export const RAUC_CRYPT: ImageFormat = {
  name: 'RAUC bundle, encrypted',
  fits: ({ head, tail }) => textAt(head, 0, 4) !== 'hsqs' && manifestMessage(tail) !== undefined,
  // Encrypted itself for its recipients it does not show one.
  versionOf: ({ tail }) =>
    /\[update\]\n(?:[^[\n]*\n)*?version=([^\n]+)$/m.exec(manifestMessage(tail) ?? '')?.[1],
};

/** The content types signedData and envelopedData, 1.2.840.113549.1.7.2 and .3. */
const CONTENT_TYPE = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07] as const;
const SIGNED = 2;
const ENVELOPED = 3;

/** The length of a CMS message that begins here, or undefined. */
export function cmsBytes(start: Uint8Array): number | undefined {
  return hasAt(start, 0, [0x30, 0x82]) && hasAt(start, 4, CONTENT_TYPE)
    ? u16be(start, 2) + 4
    : undefined;
}

function manifestMessage(tail: Uint8Array): string | undefined {
  const end = tail.byteLength - 8;
  const bytes = u32be(tail, end + 4);
  if (u32be(tail, end) !== 0 || !(bytes > 256 && bytes < end)) return undefined;
  const message = tail.subarray(end - bytes, end);
  // A sequence whose length takes two bytes; what it says of itself has to be the same.
  if (cmsBytes(message) !== bytes) return undefined;
  const text = new TextDecoder('latin1').decode(message);
  // A bundle of another kind is signed as well, and is none of these because its beginning is damaged.
  const contentType = message[4 + CONTENT_TYPE.length];
  const isCrypt = contentType === SIGNED && /^format=crypt$/m.test(text);
  return isCrypt || contentType === ENVELOPED ? text : undefined;
}
