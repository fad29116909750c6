import { expect, test, vi } from 'vitest';
import { samplesMatch } from './sample-compare.ts';

const MB = 1_000_000;
const image = (change?: { at: number }) => {
  const bytes = new Uint8Array(MB).map((_, at) => (at * 7) % 251);
  if (change !== undefined) bytes[change.at] = 252;
  return new Blob([bytes]);
};

test.each([
  ['the first byte', 0],
  ['the last byte', MB - 1],
  ['the middle', MB / 2],
])('files that differ in %s do not look alike', async (_, at) => {
  expect(await samplesMatch(image(), image({ at }))).toBe(false);
});

test('equal files look alike, however small', async () => {
  expect(await samplesMatch(image(), image())).toBe(true);
  expect(await samplesMatch(new Blob(['a']), new Blob(['a']))).toBe(true);
  expect(await samplesMatch(new Blob(['a']), new Blob(['b']))).toBe(false);
});

test('files of two sizes do not, and what cannot be read looks like nothing', async () => {
  expect(await samplesMatch(new Blob(['ab']), new Blob(['a']))).toBe(false);
  const torn = Object.defineProperty(image(), 'slice', {
    value: () => ({
      arrayBuffer: () => Promise.reject(new DOMException('no', 'NotReadableError')),
    }),
  });
  expect(await samplesMatch(image(), torn)).toBe(false);
});

test('a first read that fails is not remembered', async () => {
  const one = image();
  const torn = new Blob();
  vi.spyOn(torn, 'arrayBuffer').mockRejectedValue(new DOMException('no', 'NotReadableError'));
  vi.spyOn(one, 'slice').mockReturnValueOnce(torn);
  expect(await samplesMatch(one, image())).toBe(false);
  expect(await samplesMatch(one, image())).toBe(true);
});
