/**
 * One deflated piece whose own length is known, as it lies inside of an image. Undefined where it is broken, or gives more than
 * `maxBytes`: it may be a hostile one. By the browser's own stream, which only fails on what follows a piece.
 */
export async function unpack(
  piece: Uint8Array,
  format: CompressionFormat,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const packed = new Blob([new Uint8Array(piece)]).stream();
  const reader = packed.pipeThrough(new DecompressionStream(format)).getReader();
  const unpacked = new Uint8Array(maxBytes);
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return unpacked.subarray(0, bytes);
      if (bytes + value.byteLength > maxBytes) return undefined;
      unpacked.set(value, bytes);
      bytes += value.byteLength;
    }
  } catch {
    return undefined;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
