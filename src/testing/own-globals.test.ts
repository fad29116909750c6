import { afterEach, expect, test } from 'vitest';
import { globalsNow, putBack } from './own-globals.ts';

/** What `own-globals.setup.ts` does between two files. */

const before = globalsNow();
afterEach(() => putBack(before));

test('what was replaced is put back, however it was', () => {
  const { Response: response, fetch: fetching } = globalThis;
  Object.defineProperty(globalThis, 'Response', { value: Map });
  globalThis.fetch = () => Promise.reject(new Error('no'));
  Object.defineProperty(globalThis, 'origin', { configurable: true, get: () => 'https://a' });
  putBack(before);
  expect([globalThis.Response, globalThis.fetch]).toEqual([response, fetching]);
  expect('origin' in globalThis).toBe(false);
});

test('what was taken away is there again', () => {
  const { structuredClone: clone } = globalThis;
  Reflect.deleteProperty(globalThis, 'structuredClone');
  putBack(before);
  expect(globalThis.structuredClone).toBe(clone);
});

test('what stays as it was is not touched', () => {
  const now = globalsNow();
  putBack(before);
  expect(globalsNow()).toEqual(now);
});
