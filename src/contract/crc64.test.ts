import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc64, createCrc64 } from './crc64.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  // D1 to D3: go-sdk-v2 and java-sdk.
  ['123456789', 0x995dc9bbdf1939fan],
  ['This is a test of the emergency broadcast system.', 0x27db187fc15bbc72n],
  ['IHATEMATH', 0x3920e0f66b6ee0c8n],
  ['', 0n],
])('the checksum of %j is the one OSS answers', (text, expected) => {
  expect(crc64(bytes(text))).toBe(expected.toString());
});

test('pieces of any size give the checksum of the whole, as computed bit by bit', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 6 }), (pieces) => {
      const crc = createCrc64();
      for (const piece of pieces) crc.update(piece);
      expect(crc.decimal()).toBe(bitByBit(pieces.flatMap((piece) => [...piece])).toString());
    }),
  );
});

function bitByBit(all: readonly number[]): bigint {
  let crc = 0xffffffffffffffffn;
  for (const byte of all) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
  }
  return crc ^ 0xffffffffffffffffn;
}
