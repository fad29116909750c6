import { hasAt, textAt, u16be, u32be, u64le } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ImageFormat } from '../reading/image-format.ts';
import { BLOCK_BYTES, isSquashFs, readSquashFile } from './squash-fs.ts';

/** A file system with a signature behind it. */
export const RAUC: ImageFormat = {
  name: 'RAUC bundle',
  fits: async (slices) =>
    isSquashFs(slices.head) &&
    (endsInSignature(slices.tail) || (await signatureIn(slices)) !== undefined),
  lengthOf: signatureIn,
  versionOf: async (slices) =>
    versionInManifest(messageIn(slices.tail)?.text ?? '') ??
    versionInManifest(await manifestIn(slices)),
};

/** Of the format plain, which has its manifest among the files. */
async function manifestIn(slices: Slices): Promise<string> {
  return new TextDecoder().decode(await readSquashFile(slices, 'manifest.raucm'));
}

/** A bundle ends in a CMS signature and its length, 8 bytes from most to least significant. */
function endsInSignature(tail: Uint8Array): boolean {
  const at = tail.byteLength - 8;
  const bytes = u32be(tail, at + 4);
  return u32be(tail, at) === 0 && bytes > 100 && bytes < at && tail[at - bytes] === 0x30;
}

/**
 * Where a signature begins, right behind the file system or behind the tree of hashes that a verity bundle has there, it
 * tells how long the bundle is. Undefined where there is none.
 */
async function signatureIn({ head, size, ...slices }: Slices): Promise<number | undefined> {
  const blocks = Math.ceil(u64le(head, 40) / BLOCK_BYTES);
  for (const at of [blocks, blocks + hashBlocks(blocks)].map((block) => block * BLOCK_BYTES)) {
    if (at >= size) return undefined;
    const bytes = cmsBytes(await slices.read(at, at + 16));
    if (bytes !== undefined) return at + bytes + 8;
  }
  return undefined;
}

/** dm-verity with SHA-256: 128 hashes in a block, level above level until one block is left. */
function hashBlocks(dataBlocks: number): number {
  let [all, level] = [0, dataBlocks];
  while (level > 1) {
    level = Math.ceil(level / 128);
    all += level;
  }
  return all;
}

/** A RAUC bundle whose payload is encrypted begins with noise, and is known by the message at its end. */
export const RAUC_CRYPT: ImageFormat = {
  name: 'RAUC bundle, encrypted',
  fits: ({ head, tail }) => textAt(head, 0, 4) !== 'hsqs' && encryptedText(tail) !== undefined,
  // Encrypted itself for its recipients it does not show one.
  versionOf: ({ tail }) => versionInManifest(encryptedText(tail) ?? ''),
};

function encryptedText(tail: Uint8Array): string | undefined {
  const message = messageIn(tail);
  if (message === undefined) return undefined;
  // A bundle of another kind is signed as well, and is none of these because its beginning is damaged.
  const isCrypt = message.content === 'signed' && /^format=crypt$/m.test(message.text);
  return isCrypt || message.content === 'enveloped' ? message.text : undefined;
}

/** What stands at the end of a RAUC bundle: a CMS message, and its length in 8 bytes (RAUC, "Bundle formats"). */
type RaucMessage = {
  readonly content: 'signed' | 'enveloped' | 'other';
  /** All of it, a letter for a byte; a bundle of the formats verity and crypt has its manifest in there. */
  readonly text: string;
};

/** The content types signedData and envelopedData, 1.2.840.113549.1.7.2 and .3. */
const CONTENT_TYPE = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07] as const;
const SIGNED = 2;
const ENVELOPED = 3;

/** The length of a CMS message that begins here, or undefined. */
function cmsBytes(start: Uint8Array): number | undefined {
  return hasAt(start, 0, [0x30, 0x82]) && hasAt(start, 4, CONTENT_TYPE)
    ? u16be(start, 2) + 4
    : undefined;
}

function messageIn(tail: Uint8Array): RaucMessage | undefined {
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
function versionInManifest(text: string): string | undefined {
  return /\[update\]\r?\n(?:[^[\n]*\n)*?version=([^\r\n]+)\r?$/m.exec(text)?.[1];
}
