import { expect, test } from 'vitest';
import { createKeyedLocks } from './disk-store.ts';

test('work on one key runs in the order it came; another key does not wait for it', async () => {
  const locks = createKeyedLocks();
  const seen: string[] = [];
  let letGo = () => {};
  const stands = new Promise<void>((resolve) => (letGo = resolve));
  const first = locks.run('a', async () => {
    await stands;
    seen.push('first of a');
  });
  const second = locks.run('a', async () => seen.push('second of a'));
  await locks.run('b', async () => seen.push('b'));
  expect(seen).toEqual(['b']);
  letGo();
  await Promise.all([first, second]);
  expect(seen).toEqual(['b', 'first of a', 'second of a']);
});

test('work that fails rejects its own promise, and the next work runs', async () => {
  const locks = createKeyedLocks();
  const failing = locks.run('a', () => Promise.reject(new Error('on purpose')));
  const next = locks.run('a', async () => 'next');
  await expect(failing).rejects.toThrow('on purpose');
  expect(await next).toBe('next');
});
