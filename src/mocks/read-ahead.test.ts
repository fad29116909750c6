import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { readAhead } from './read-ahead.ts';

const MIB = 1024 * 1024;

/** A blob whose reads are counted, and fail from an offset on. */
function counted(size: number, failsFrom = Infinity) {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at++) bytes[at] = (at * 31) % 251;
  const whole = new Blob([bytes]);
  const reads = vi.fn<(from: number, to: number) => void>();
  const slice = (from = 0, to = size) => {
    const part = whole.slice(from, to);
    part.arrayBuffer = async () => {
      reads(from, to);
      if (to > failsFrom) throw new Error('gone');
      return whole.slice(from, to).arrayBuffer();
    };
    return part;
  };
  return { file: Object.assign(whole.slice(), { slice }), whole, reads };
}

test('whatever is asked for at a time, all bytes come in their order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 3 * MIB }),
      fc.array(fc.integer({ min: 1, max: 2 * MIB }), { minLength: 1, maxLength: 5 }),
      async (size, asks) => {
        const { file, whole } = counted(size);
        const reader = readAhead(file);
        const pieces: Uint8Array<ArrayBuffer>[] = [];
        for (let nth = 0; ; nth++) {
          const most = asks[nth % asks.length] ?? 1;
          const piece = await reader.next(Math.max(most, 1_000));
          expect(piece.byteLength).toBeLessThanOrEqual(Math.max(most, 1_000));
          if (piece.byteLength === 0) break;
          pieces.push(Uint8Array.from(piece));
        }
        const read = Buffer.from(await new Blob(pieces).arrayBuffer());
        expect(read.equals(Buffer.from(await whole.arrayBuffer()))).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});

test('four blocks ahead and no more', async () => {
  const { file, reads } = counted(8 * MIB);
  const reader = readAhead(file);
  await reader.next(1);
  expect(reads.mock.calls.map(([from]) => from / MIB)).toEqual([0, 1, 2, 3, 4]);
});

test('what cannot be read is an error once it is reached', async () => {
  const { file } = counted(3 * MIB, MIB);
  const reader = readAhead(file);
  expect((await reader.next(2 * MIB)).byteLength).toBe(MIB);
  await expect(reader.next(1)).rejects.toThrow('gone');
});
