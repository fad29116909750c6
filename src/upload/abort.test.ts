import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { unlessAborted } from './abort.ts';

const never = new Promise<never>(() => {});
const left = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test('work that ends leaves nothing on a signal that lives on', async () => {
  const { signal } = new AbortController();
  for (let nth = 0; nth < 100; nth += 1) {
    expect(await unlessAborted(Promise.resolve(nth), signal)).toBe(nth);
    const broken = unlessAborted(Promise.reject(new Error('broken')), signal);
    await expect(broken).rejects.toThrow('broken');
  }
  expect(left(signal)).toBe(0);
});

test('work that never ends is left when the signal is aborted, before or meanwhile', async () => {
  const abort = new AbortController();
  const waiting = unlessAborted(never, abort.signal);
  expect(left(abort.signal)).toBe(1);
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(unlessAborted(never, abort.signal)).rejects.toThrow('enough');
  expect(left(abort.signal)).toBe(0);
});
