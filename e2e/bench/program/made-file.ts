import { createCipheriv } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createCrc64 } from '../../../src/contract/crc64.ts';

/** A real file on disk whose bytes no drive can leave out and no line can shrink. */
export type MadeFile = { readonly path: string; readonly bytes: number; readonly crc64: string };

const CHUNK_BYTES = 1_000_000;

/** Pseudo-random by AES: the same bytes each time. */
export async function makeFile(dir: string, name: string, bytes: number): Promise<MadeFile> {
  const path = join(dir, name);
  const random = createCipheriv('aes-128-ctr', Buffer.alloc(16, name), Buffer.alloc(16));
  const zeros = Buffer.alloc(CHUNK_BYTES);
  const crc = createCrc64();
  const file = await open(path, 'w');
  for (let left = bytes; left > 0; left -= CHUNK_BYTES) {
    const chunk = random.update(zeros.subarray(0, Math.min(left, CHUNK_BYTES)));
    crc.update(chunk);
    await file.write(chunk);
  }
  await file.close();
  return { path, bytes, crc64: crc.decimal() };
}
