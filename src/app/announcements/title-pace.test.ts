import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTitlePace, TITLE_EVERY_MS } from './title-pace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function createScene() {
  const written: string[] = [];
  return { written, pace: createTitlePace((text) => written.push(text)) };
}

test('while bytes move, the title is written once a second, with what is true by then', () => {
  const { written, pace } = createScene();
  pace.show('0%');
  for (let tick = 1; tick <= 30; tick += 1) {
    vi.advanceTimersByTime(100);
    pace.follow(() => `${tick}%`);
  }
  vi.advanceTimersByTime(TITLE_EVERY_MS);
  expect(written).toEqual(['0%', '9%', '19%', '29%', '30%']);
});

test('what has happened is written at once, and not once more a second later', () => {
  const { written, pace } = createScene();
  pace.show('0%');
  pace.follow(() => '1%');
  pace.show('1 of 1 done');
  vi.advanceTimersByTime(10 * TITLE_EVERY_MS);
  expect(written).toEqual(['0%', '1 of 1 done']);
});

test('the same title is not written again', () => {
  const { written, pace } = createScene();
  pace.show('5%');
  pace.follow(() => '5%');
  vi.advanceTimersByTime(TITLE_EVERY_MS);
  pace.show('5%');
  expect(written).toEqual(['5%']);
});

test('no timer runs when nothing moves, or when it was stopped', () => {
  const { pace } = createScene();
  pace.show('5%');
  expect(vi.getTimerCount()).toBe(0);
  pace.follow(() => '6%');
  vi.advanceTimersByTime(TITLE_EVERY_MS);
  expect(vi.getTimerCount()).toBe(0);
  pace.follow(() => '7%');
  pace.stop();
  expect(vi.getTimerCount()).toBe(0);
});
