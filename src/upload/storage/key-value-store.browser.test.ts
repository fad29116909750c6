import { afterEach, expect, test } from 'vitest';
import { createBrowserStore } from './key-value-store.ts';
import { createTabChannel } from './tab-channel.ts';

/** Real IndexedDB, real channels. */

const name = 'store-of-a-test';
afterEach(async () => {
  const store = createBrowserStore(name);
  await store.remove((await store.all()).map(([id]) => id));
});

test('what one has put is there for others until it is removed', async () => {
  const [one, other] = [createBrowserStore(name), createBrowserStore(name)];
  await one.put([
    ['a', { n: 1 }],
    ['b', 2],
  ]);
  expect(await other.all()).toEqual([
    ['a', { n: 1 }],
    ['b', 2],
  ]);
  await other.remove(['a', 'never-there']);
  expect(await one.all()).toEqual([['b', 2]]);
});

test('what another tab has removed is not updated', async () => {
  const [one, other] = [createBrowserStore(name), createBrowserStore(name)];
  await one.put([
    ['a', 1],
    ['b', 1],
  ]);
  await other.remove(['a']);
  const change = (value: unknown) => Number(value) + 1;
  await one.update(new Map(['a', 'b', 'c'].map((id) => [id, change])));
  expect(await one.all()).toEqual([['b', 2]]);
});

test('a change is announced to other tabs, not to one’s own', async () => {
  const [one, other] = [createTabChannel(name), createTabChannel(name)];
  let own = 0;
  one.onChange(() => {
    own += 1;
  });
  const heard = new Promise<void>((resolve) => {
    other.onChange(resolve);
  });
  one.announce();
  await heard;
  expect(own).toBe(0);
});
