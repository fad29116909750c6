import { expect, test, vi } from 'vitest';
import { browserClock } from './clock.ts';

const never = new AbortController().signal;

test('a sleep ends by itself, or with its signal', async () => {
  const before = browserClock.now();
  await browserClock.sleep(20, never);
  expect(browserClock.now() - before).toBeGreaterThanOrEqual(19);

  const abort = new AbortController();
  const sleeping = browserClock.sleep(3_600_000, abort.signal);
  abort.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  await expect(browserClock.sleep(0, abort.signal)).rejects.toThrow('enough');
});

test('ticks come until they are stopped', async () => {
  const ticks = vi.fn();
  const stop = browserClock.every(5, ticks);
  await expect.poll(() => ticks.mock.calls.length, { timeout: 10_000 }).toBeGreaterThan(2);
  stop();
  const sofar = ticks.mock.calls.length;
  await browserClock.sleep(30, never);
  expect(ticks).toHaveBeenCalledTimes(sofar);
});

test('the listener is called when the network comes back, until it is removed', () => {
  const heard = vi.fn();
  const stop = browserClock.onOnline(heard);
  dispatchEvent(new Event('online'));
  stop();
  dispatchEvent(new Event('online'));
  expect(heard).toHaveBeenCalledOnce();
  expect(browserClock.isOnline()).toBe(true);
  expect(browserClock.isHidden()).toBe(document.hidden);
});
