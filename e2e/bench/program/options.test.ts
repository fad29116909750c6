import { expect, test } from 'vitest';
import { PARTS, readRuns } from './options.ts';

test('with no option everything is measured, and uploads on two slow lines as well', () => {
  const runs = readRuns([]);
  expect(
    runs.map(({ parts, lineMbPerSecond, sizesMb }) => [parts, lineMbPerSecond, sizesMb]),
  ).toEqual([
    [PARTS, undefined, [10, 100, 1000]],
    [['uploads'], 100, [1000]],
    [['uploads'], 10, [100]],
  ]);
  expect(runs.every(({ writes }) => writes)).toBe(true);
});

test('a quick run measures uploads alone and leaves the results as they are', () => {
  expect(readRuns(['--quick'])).toMatchObject([
    { parts: ['uploads'], sizesMb: [10, 100], rounds: 2, writes: false },
  ]);
});

test('a strict run of the long lists writes nothing, and fails on a goal', () => {
  expect(readRuns(['--rows', '--rounds', '1', '--dry', '--strict'])).toMatchObject([
    { parts: ['rows'], rounds: 1, writes: false, isStrict: true },
  ]);
});

test('named parts are one run, with the other build as a page of its own', () => {
  const args = ['--uploads', '--pages', 'bare,ours', '--against', '../old', '--line', '100'];
  expect(readRuns(args)).toMatchObject([
    { parts: ['uploads'], pages: ['bare', 'ours', 'against'], lineMbPerSecond: 100 },
  ]);
});

test.for([
  [['--pages', 'dropzone'], '--pages knows bare, antd, filepond, uppy, ours, not "dropzone"'],
  [['--rounds', '0'], '--rounds takes whole numbers above 0, not "0"'],
  [['--sizes', '10,many'], '--sizes takes whole numbers above 0, not "many"'],
  [['--fast'], "Unknown option '--fast'"],
] as const)('%j is refused with a sentence', ([args, sentence]) => {
  expect(() => readRuns(args)).toThrow(sentence);
});
