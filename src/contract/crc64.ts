/**
 * CRC-64/XZ (ECMA-182, reflected; check of `123456789` is 0x995DC9BBDF1939FA): the checksum OSS computes of what it
 * has stored and answers as `x-oss-hash-crc64ecma`, an unsigned decimal.
 *
 * JavaScript has no 64-bit integers that are fast, so each value is two 32-bit halves; sixteen bytes are taken at a time
 * (slicing by 16), which was measured 1.6 times as fast as one by one and twenty times as fast as BigInt.
 */
export type Crc64 = {
  update(bytes: Uint8Array): void;
  /** Of everything, as OSS writes it: unsigned decimal. Nothing may follow. */
  decimal(): string;
};

const POLYNOMIAL_LOW = 0xd7870f42;
const POLYNOMIAL_HIGH = 0xc96c5795;
const SLICES = 16;

let tables: { readonly low: Uint32Array; readonly high: Uint32Array } | undefined;

export function createCrc64(): Crc64 {
  tables ??= buildTables();
  const { low: tableLow, high: tableHigh } = tables;
  let low = 0xffffffff;
  let high = 0xffffffff;

  return {
    update(bytes) {
      let l = low;
      let h = high;
      let at = 0;
      const whole = bytes.length - (bytes.length % SLICES);
      while (at < whole) {
        let [nextL, nextH] = [0, 0];
        // Byte 0 is furthest from the end of the slice, so it takes the last table.
        // The state is mixed into the first eight.
        for (let i = 0; i < 4; i++) {
          const i0 = ((15 - i) << 8) | ((bytes[at + i]! ^ (l >>> (8 * i))) & 255);
          const i4 = ((11 - i) << 8) | ((bytes[at + 4 + i]! ^ (h >>> (8 * i))) & 255);
          const i8 = ((7 - i) << 8) | bytes[at + 8 + i]!;
          const i12 = ((3 - i) << 8) | bytes[at + 12 + i]!;
          nextL ^= tableLow[i0]! ^ tableLow[i4]! ^ tableLow[i8]! ^ tableLow[i12]!;
          nextH ^= tableHigh[i0]! ^ tableHigh[i4]! ^ tableHigh[i8]! ^ tableHigh[i12]!;
        }
        [l, h] = [nextL, nextH];
        at += SLICES;
      }
      for (; at < bytes.length; at++) {
        const index = (l ^ bytes[at]!) & 255;
        l = ((l >>> 8) | (h << 24)) ^ tableLow[index]!;
        h = (h >>> 8) ^ tableHigh[index]!;
      }
      low = l;
      high = h;
    },
    decimal() {
      return ((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)).toString();
    },
  };
}

export function crc64(bytes: Uint8Array): string {
  const crc = createCrc64();
  crc.update(bytes);
  return crc.decimal();
}

/** Table `t` holds the checksum of one byte followed by `t` zero bytes. */
function buildTables(): { low: Uint32Array; high: Uint32Array } {
  const low = new Uint32Array(256 * SLICES);
  const high = new Uint32Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte++) {
    let l = byte;
    let h = 0;
    for (let bit = 0; bit < 8; bit++) {
      const odd = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (odd) {
        l ^= POLYNOMIAL_LOW;
        h ^= POLYNOMIAL_HIGH;
      }
    }
    low[byte] = l;
    high[byte] = h;
  }
  for (let i = 256; i < 256 * SLICES; i++) {
    const l = low[i - 256]!;
    const h = high[i - 256]!;
    low[i] = ((l >>> 8) | (h << 24)) ^ low[l & 255]!;
    high[i] = (h >>> 8) ^ high[l & 255]!;
  }
  return { low, high };
}
