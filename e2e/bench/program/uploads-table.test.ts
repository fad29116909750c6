import { expect, test } from 'vitest';
import type { UploadSample } from './measure-upload.ts';
import { uploadsGoals } from './uploads-goals.ts';
import type { PageUploads } from './uploads-part.ts';
import { timeRatio, uploadsTable } from './uploads-table.ts';

const MIB = 1024 * 1024;

function uploadsOf(times: readonly number[], more: Partial<UploadSample> = {}): PageUploads {
  const samples = times.map((doneMs) => ({
    doneMs,
    digestsAfterMs: undefined,
    taskMs: 100,
    scriptMs: 10,
    rendererBytes: MIB,
    heapBytes: 1_000_000,
    ...more,
  }));
  return { samples, longestTaskMs: 8 };
}

test('a ratio is that of the same round: a machine that was busy for one round changes nothing', () => {
  expect(timeRatio(uploadsOf([2_000, 20_000, 2_400]), uploadsOf([1_000, 10_000, 1_200]))).toBe(2);
});

test('the table names the median and the range, and leaves out what a page does not have', () => {
  const pages = new Map([['bare', uploadsOf([1_000, 3_000, 2_000])]] as const);
  expect(uploadsTable({ mb: 1000, pages }).split('\n').at(-1)).toBe(
    '| bare | 2.00 s (1.00-3.00) | 1.00 |  | 100 ms | 10 ms | 8 ms | +1 MiB | +1.0 MB |',
  );
});

test('goals belong to 1,000 MB and to the pages that were measured', () => {
  const pages = new Map([
    ['bare', uploadsOf([1_000])],
    ['ours', uploadsOf([1_200], { digestsAfterMs: 1_100 })],
  ] as const);
  expect(uploadsGoals({ mb: 100, pages }, undefined)).toEqual([]);
  expect(uploadsGoals({ mb: 1000, pages }, undefined)).toEqual([
    { text: 'pick to verified, of the bare page: 1.20 x (at most 1.25 x)', isMet: true },
    {
      text: "MD5 and SHA-256 after verified, of the bare page's time: 1.10 x (at most 1 x)",
      isMet: false,
    },
    { text: 'main thread, of the bare page: 1.00 x (at most 1.5 x)', isMet: true },
    { text: 'longest task: 8 ms (at most 50 ms)', isMet: true },
    { text: 'heap over the bare page: 0.0 MB (at most 6 MB)', isMet: true },
    { text: 'renderer over the bare page: 0 MiB (at most 96 MiB)', isMet: true },
  ]);
  expect(uploadsGoals({ mb: 1000, pages }, 100)).toMatchObject([
    { isMet: false },
    { isMet: false },
  ]);
});
