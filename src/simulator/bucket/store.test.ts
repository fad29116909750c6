import { expect, test } from 'vitest';
import { behavesAsObjectStore } from './store.behaviour.ts';
import { forgetfulStore, memoryStore, type ObjectDescription } from './store.ts';

behavesAsObjectStore('memoryStore', async () => ({ store: memoryStore(), close: async () => {} }));

test('forgetfulStore knows which keys are taken, and has nothing to read', async () => {
  const store = forgetfulStore();
  const description: ObjectDescription = {
    key: 'a',
    size: 1,
    crc64: '0',
    etag: '"0"',
    storedAt: '2026-01-02T03:04:05.000Z',
    headers: {},
  };
  const commit = async (overwrite: boolean) => {
    const staged = await store.stage();
    await staged.write(Uint8Array.of(1));
    return staged.commit(description, overwrite);
  };
  expect(await commit(false)).toBe('stored');
  expect(await commit(false)).toBe('exists');
  expect(await commit(true)).toBe('stored');
  const found = await store.find('a');
  expect(found?.description).toEqual(description);
  expect(await found?.read(0, 1)).toBe(undefined);
  expect(await store.find('b')).toBe(undefined);
});
