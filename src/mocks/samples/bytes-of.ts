/** Little-endian numbers one after the other, each in 1, 2 or 4 bytes. */
export function bytesOf(
  ...fields: readonly (readonly [bytes: 1 | 2 | 4, value: number])[]
): Uint8Array<ArrayBuffer> {
  const all = fields.flatMap(([bytes, value]) =>
    Array.from({ length: bytes }, (_, at) => (value >>> (at * 8)) & 0xff),
  );
  return Uint8Array.from(all);
}
