import { createCRC64, createMD5, createSHA256, type IHasher } from 'hash-wasm';
import type { Gate } from './gate.ts';
import type { DigestJob, DigestName, DigestResult } from './messages.ts';
import { createRelay, discard, openSource } from './pieces.ts';

/** Made once and used for every job: to compile and start WebAssembly costs more than to digest a small file. */
const hashers = new Map<DigestName, Promise<IHasher>>();

/**
 * Digests a blob, or what an earlier worker hands on, piece by piece.
 * @param gate closed while the work is paused
 */
export async function digest(
  { kinds, source, next }: DigestJob,
  gate: Pick<Gate, 'pass'>,
): Promise<DigestResult> {
  const used = await Promise.all(
    kinds.map(async (kind) => [kind, (await hasherOf(kind)).init()] as const),
  );
  const relay = next && createRelay(next);
  const pieces = openSource(source);
  for (;;) {
    await gate.pass();
    const piece = await pieces.read();
    if (piece === 'unreadable') return { kind: 'unreadable' };
    if (piece === 'end') break;
    for (const [, hasher] of used) hasher.update(piece);
    if (relay === undefined) discard(piece);
    else await relay.handOn(piece);
  }
  relay?.end();
  return {
    kind: 'digests',
    values: used.map(([kind, hasher]) => [kind, textOf(kind, hasher.digest('hex'))]),
  };
}

function hasherOf(kind: DigestName): Promise<IHasher> {
  const hasher = hashers.get(kind) ?? createHasher(kind);
  hashers.set(kind, hasher);
  return hasher;
}

function createHasher(kind: DigestName): Promise<IHasher> {
  switch (kind) {
    case 'crc64':
      // Its default polynomial is CRC-64/XZ, the one OSS uses.
      return createCRC64();
    case 'crc64nvme':
      // Its polynomial, reflected: S3's default checksum.
      return createCRC64('9a6c9329ac4bc9b5');
    case 'md5':
      return createMD5();
    case 'sha256':
      return createSHA256();
  }
}

function textOf(kind: DigestName, hex: string): string {
  return kind === 'crc64' ? BigInt(`0x${hex}`).toString() : hex;
}
