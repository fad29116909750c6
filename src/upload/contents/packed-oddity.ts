import type { Oddity } from './contents.ts';
import { uniformIn, type Pieces } from './uniform.ts';

/** More than this is not unpacked to look at: whether it is text to its end stays open. */
const UNPACKED_MAX_BYTES = 16 * 1024 * 1024;

/**
 * What is packed in a gzip file, if that is nothing but text, or blank. The file may be a hostile one: it is unpacked piece
 * by piece, and not further than what could still be text.
 */
export async function packedOddityIn(file: Blob): Promise<Oddity | undefined> {
  try {
    const uniform = await uniformIn(unpacked(file));
    if (uniform === undefined) return undefined;
    return uniform === 'blank' ? 'packed-blank' : 'packed-text';
  } catch {
    // Broken, or too long.
    return undefined;
  }
}

async function* unpacked(file: Blob): Pieces {
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.byteLength;
      if (bytes > UNPACKED_MAX_BYTES) throw new RangeError('more than is unpacked');
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
