/** Bytes that look like code or data that was packed, and are the same for the same seed (xorshift, 32 bits). */
export function filler(seed: number, bytes: number): ArrayBuffer {
  const words = new Uint32Array(Math.ceil(bytes / 4));
  // Never 0, where it would stay.
  let state = (Math.imul(seed + 1, 0x9e37_79b1) ^ 0x2545_f491) >>> 0 || 1;
  for (let at = 0; at < words.length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = state;
  }
  return words.buffer.slice(0, bytes);
}
