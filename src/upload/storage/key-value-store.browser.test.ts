import { afterEach, expect, test } from 'vitest';
import { createBrowserStore } from './key-value-store.ts';
import { createTabChannel } from './tab-channel.ts';

/** Real IndexedDB, real channels. */

const name = 'shelf-of-a-test';
afterEach(async () => {
  const shelf = createBrowserStore(name);
  await shelf.remove((await shelf.all()).map(([id]) => id));
});

test('what is put there is there for everybody, until it is removed', async () => {
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

test('what another tab has removed is not replaced', async () => {
  const [one, other] = [createBrowserStore(name), createBrowserStore(name)];
  await one.put([
    ['a', 1],
    ['b', 1],
  ]);
  await other.remove(['a']);
  await one.replace([
    ['a', 2],
    ['b', 2],
    ['c', 2],
  ]);
  expect(await one.all()).toEqual([['b', 2]]);
});

test('a bell is heard in other tabs, not in one’s own', async () => {
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
