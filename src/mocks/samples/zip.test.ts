import { expect, test } from 'vitest';
import { contentsOf } from '../../testing/made-by-tools.ts';
import { crc32 } from './crc32.ts';
import { filler } from './filler.ts';
import { zipOf } from './zip.ts';

test('an archive of two entries is whole', async () => {
  const entries = [
    { name: 'one.img', data: new Uint8Array(filler(1, 3_000)) },
    { name: 'two.img', data: new Uint8Array(filler(2, 5_001)) },
  ];
  const bytes = new Uint8Array(await new Blob([...zipOf(entries)]).arrayBuffer());
  expect(await contentsOf(bytes)).toMatchObject({ packing: 'zip', oddity: undefined });
});

test('its CRC-32 is the usual one', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf4_3926);
});
