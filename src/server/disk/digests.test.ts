import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCrc64 } from '../../contract/crc64.ts';
import { createFastCrc64 } from './digests.ts';

test('checksums that are made side by side, one after another and given up are each that of their own bytes', async () => {
  // Longer than the piece that is handed to WebAssembly at a time (16 KiB).
  const pieces = fc.array(fc.uint8Array({ maxLength: 20_000, size: 'max' }), { maxLength: 3 });
  const jobs = fc.array(fc.record({ pieces, isGivenUp: fc.boolean() }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(jobs, async (jobs) => {
      await Promise.all(
        jobs.map(async ({ pieces, isGivenUp }) => {
          const [fast, plain] = [await createFastCrc64(), createCrc64()];
          for (const piece of pieces) {
            fast.update(piece);
            plain.update(piece);
            await Promise.resolve();
          }
          if (isGivenUp) return;
          expect(fast.decimal()).toBe(plain.decimal());
          expect(fast.decimal()).toBe(plain.decimal());
        }),
      );
    }),
    { numRuns: 100 },
  );
});

test('bytes that come after the end are refused: another checksum may be in the making there', async () => {
  const crc = await createFastCrc64();
  crc.decimal();
  expect(() => crc.update(Uint8Array.of(1))).toThrow('finished');
});
