import { u32be, u64le } from '../archive-worker/bytes.ts';
import type { Slices } from '../contents.ts';
import type { ImageFormat } from '../image-format.ts';
import { BLOCK_BYTES, isSquashFs } from './squash-fs.ts';
import { cmsBytes, messageIn, versionInManifest } from './rauc-message.ts';
import { readSquashFile } from './squash-file.ts';

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
