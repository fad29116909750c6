import { hasAt, u16be, u32be } from '../archive-worker/bytes.ts';

/** What stands at the end of a RAUC bundle: a CMS message, and its length in 8 bytes (RAUC, "Bundle formats"). */
export type RaucMessage = {
  readonly content: 'signed' | 'enveloped' | 'other';
  /** All of it, a letter for a byte; a bundle of the formats verity and crypt has its manifest in there. */
  readonly text: string;
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

export function messageIn(tail: Uint8Array): RaucMessage | undefined {
  const end = tail.byteLength - 8;
  const bytes = u32be(tail, end + 4);
  if (u32be(tail, end) !== 0 || !(bytes > 256 && bytes < end)) return undefined;
  const message = tail.subarray(end - bytes, end);
  // A sequence whose length takes two bytes; what it says of itself has to be the same.
  if (cmsBytes(message) !== bytes) return undefined;
  const type = message[4 + CONTENT_TYPE.length];
  return {
    content: type === SIGNED ? 'signed' : type === ENVELOPED ? 'enveloped' : 'other',
    text: new TextDecoder('latin1').decode(message),
  };
}

/** RAUC, "Manifest": the update's own section has the version. */
export function versionInManifest(text: string): string | undefined {
  return /\[update\]\r?\n(?:[^[\n]*\n)*?version=([^\r\n]+)\r?$/m.exec(text)?.[1];
}
