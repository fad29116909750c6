import { hasAt } from './bytes.ts';

/** RFC 1952; deflate is the only method there is. */
export function isGzip(head: Uint8Array): boolean {
  return hasAt(head, 0, [0x1f, 0x8b, 0x08]);
}

/** The first bytes of what is packed; fewer, or none, where it is broken or ends before. */
export async function firstInflated(head: Uint8Array, bytes: number): Promise<Uint8Array> {
  const inflated = new Uint8Array(bytes);
  let length = 0;
  const stream = new Blob([new Uint8Array(head)])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  try {
    while (length < bytes) {
      const { value, done } = await reader.read();
      if (done) break;
      const piece = value.subarray(0, bytes - length);
      inflated.set(piece, length);
      length += piece.byteLength;
    }
  } catch {
    // It ends in the middle, as a slice does: what has come counts.
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return inflated.subarray(0, length);
}
