import { createCRC64, createMD5, createSHA256, type IHasher } from 'hash-wasm';
import type { DigestJob, DigestName, DigestResult } from './messages.ts';

/** Larger slices read faster (1 MiB: 140 MB/s, 4 MiB and more: twice that); this many bytes are in memory at a time. */
const SLICE_BYTES = 8 * 1024 * 1024;

/** Digests a blob slice by slice, every kind in the same pass. */
export async function digestBlob({ blob, kinds }: DigestJob): Promise<DigestResult> {
  const hashers = await Promise.all(
    kinds.map(async (kind) => [kind, await createHasher(kind)] as const),
  );
  for (let start = 0; start < blob.size; start += SLICE_BYTES) {
    let slice: Uint8Array;
    try {
      slice = new Uint8Array(await blob.slice(start, start + SLICE_BYTES).arrayBuffer());
    } catch {
      return { kind: 'unreadable' };
    }
    for (const [, hasher] of hashers) hasher.update(slice);
  }
  return {
    kind: 'digests',
    values: hashers.map(([kind, hasher]) => [kind, textOf(kind, hasher.digest('hex'))]),
  };
}

function createHasher(kind: DigestName): Promise<IHasher> {
  switch (kind) {
    case 'crc64':
      // Its default polynomial is CRC-64/XZ, the one OSS uses.
      return createCRC64();
    case 'md5':
      return createMD5();
    case 'sha256':
      return createSHA256();
  }
}

function textOf(kind: DigestName, hex: string): string {
  return kind === 'crc64' ? BigInt(`0x${hex}`).toString() : hex;
}
