import { expect, test } from 'vitest';
import { AT_END, AT_START, bodyOffset, type Position } from './fault.ts';

const SIZE = { bodyBytes: 1_000, fileStart: 120, fileBytes: 801 };
const UNKNOWN = { bodyBytes: Infinity, fileStart: 120, fileBytes: Infinity };

test.each<[Position, of: number, ofUnknown: number]>([
  [AT_START, 0, 0],
  [AT_END, 1_000, Infinity],
  [{ bodyShare: 0.9999 }, 999, Infinity],
  [{ fileShare: 0 }, 120, 120],
  [{ fileShare: 0.5 }, 520, Infinity],
  [{ fileShare: 1 }, 921, Infinity],
  [{ bodyBytes: 7 }, 7, 7],
  [{ bodyBytes: 1_001 }, 1_000, 1_001],
  [{ fileBytes: 7 }, 127, 127],
  [{ fileBytes: 900 }, 1_000, 1_020],
])('%j is a whole position within the body', (at, offset, offsetOfUnknown) => {
  expect(bodyOffset(at, SIZE)).toBe(offset);
  expect(bodyOffset(at, UNKNOWN)).toBe(offsetOfUnknown);
});
