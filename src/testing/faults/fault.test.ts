import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { AT_END, AT_START, bodyOffset, type BodySize } from './fault.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const sizes: fc.Arbitrary<BodySize> = fc
  .tuple(fc.nat(2000), fc.nat(2_000_000_000), fc.nat(200))
  .map(([fileStart, fileBytes, tail]) => ({
    fileStart,
    fileBytes,
    bodyBytes: fileStart + fileBytes + tail,
  }));
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('a position, in bytes of the body', () => {
  test('the start is nothing and the end is everything', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        expect(bodyOffset(AT_START, size)).toBe(0);
        expect(bodyOffset(AT_END, size)).toBe(size.bodyBytes);
        expect(bodyOffset({ fileShare: 0 }, size)).toBe(size.fileStart);
        expect(bodyOffset({ fileShare: 1 }, size)).toBe(size.fileStart + size.fileBytes);
      }),
    );
  });

  test('is whole, never outside, and never moves back while the share grows', () => {
    fc.assert(
      fc.property(sizes, share, share, (size, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        for (const of of ['bodyShare', 'fileShare'] as const) {
          const at = (part: number) =>
            bodyOffset(of === 'bodyShare' ? { bodyShare: part } : { fileShare: part }, size);
          expect(Number.isInteger(at(less))).toBe(true);
          expect(at(less)).toBeLessThanOrEqual(at(more));
          expect(at(more)).toBeLessThanOrEqual(size.bodyBytes);
        }
      }),
    );
  });

  test('given in bytes it is just that, as far as there are any', () => {
    fc.assert(
      fc.property(sizes, fc.nat(2_000_000_000), (size, bytes) => {
        expect(bodyOffset({ bodyBytes: bytes }, size)).toBe(Math.min(bytes, size.bodyBytes));
        expect(bodyOffset({ fileBytes: bytes }, size)).toBe(
          Math.min(size.fileStart + bytes, size.bodyBytes),
        );
      }),
    );
  });

  test('a share of a length that nobody has announced is the end, and no share the start', () => {
    const size = { bodyBytes: Infinity, fileStart: 120, fileBytes: Infinity };
    expect(bodyOffset({ bodyShare: 0.5 }, size)).toBe(Infinity);
    expect(bodyOffset({ bodyShare: 0 }, size)).toBe(0);
    expect(bodyOffset({ fileShare: 0 }, size)).toBe(120);
    expect(bodyOffset({ fileBytes: 7 }, size)).toBe(127);
  });
});
