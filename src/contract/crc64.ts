/**
 * CRC-64/XZ (ECMA-182, reflected; check of `123456789` is 0x995DC9BBDF1939FA): the checksum OSS computes of what it
 * has stored and answers as `x-oss-hash-crc64ecma`, an unsigned decimal.
 *
 * JavaScript has no 64-bit integers that are fast, so each value is two 32-bit halves; sixteen bytes are taken at a time
 * (slicing by 16), which was measured twice as fast as by 8 and twenty times as fast as BigInt.
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
        l ^= u32(bytes, at);
        h ^= u32(bytes, at + 4);
        const c = u32(bytes, at + 8);
        const d = u32(bytes, at + 12);
        // Byte 0 is furthest from the end of the slice, so it takes the last table.
        const i0 = 3840 + (l & 255);
        const i1 = 3584 + ((l >>> 8) & 255);
        const i2 = 3328 + ((l >>> 16) & 255);
        const i3 = 3072 + (l >>> 24);
        const i4 = 2816 + (h & 255);
        const i5 = 2560 + ((h >>> 8) & 255);
        const i6 = 2304 + ((h >>> 16) & 255);
        const i7 = 2048 + (h >>> 24);
        const i8 = 1792 + (c & 255);
        const i9 = 1536 + ((c >>> 8) & 255);
        const i10 = 1280 + ((c >>> 16) & 255);
        const i11 = 1024 + (c >>> 24);
        const i12 = 768 + (d & 255);
        const i13 = 512 + ((d >>> 8) & 255);
        const i14 = 256 + ((d >>> 16) & 255);
        const i15 = d >>> 24;
        l =
          tableLow[i0]! ^
          tableLow[i1]! ^
          tableLow[i2]! ^
          tableLow[i3]! ^
          (tableLow[i4]! ^ tableLow[i5]! ^ tableLow[i6]! ^ tableLow[i7]!) ^
          (tableLow[i8]! ^ tableLow[i9]! ^ tableLow[i10]! ^ tableLow[i11]!) ^
          (tableLow[i12]! ^ tableLow[i13]! ^ tableLow[i14]! ^ tableLow[i15]!);
        h =
          tableHigh[i0]! ^
          tableHigh[i1]! ^
          tableHigh[i2]! ^
          tableHigh[i3]! ^
          (tableHigh[i4]! ^ tableHigh[i5]! ^ tableHigh[i6]! ^ tableHigh[i7]!) ^
          (tableHigh[i8]! ^ tableHigh[i9]! ^ tableHigh[i10]! ^ tableHigh[i11]!) ^
          (tableHigh[i12]! ^ tableHigh[i13]! ^ tableHigh[i14]! ^ tableHigh[i15]!);
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

function u32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
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
