import { expect, test } from 'vitest';
import { describeObject, putObject, readObject } from '../../testing/test-objects.ts';
import { behavesAsObjectStore } from './store.behaviour.ts';
import { forgetfulStore, memoryStore } from './store.ts';

behavesAsObjectStore('memoryStore', async () => memoryStore());

test('forgetfulStore knows which keys are taken, and has nothing to read', async () => {
  const store = forgetfulStore();
  const bytes = Uint8Array.of(1);
  expect(await putObject(store, 'a', bytes, { overwrite: false })).toBe('stored');
  expect(await putObject(store, 'a', bytes, { overwrite: false })).toBe('exists');
  expect(await putObject(store, 'a', bytes)).toBe('stored');
  expect((await store.find('a'))?.description).toEqual(describeObject('a', bytes));
  expect(await readObject(store, 'a')).toBe(undefined);
  expect(await store.find('b')).toBe(undefined);
});
