import { describe, expect, test } from 'vitest';
import { putObject, textBytes } from '../../testing/test-objects.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { createCloud } from '../cloud.ts';
import { memoryStore } from './store.ts';

/** What a device gets that asks for the rest of a file, or for a file that it may have already. */

const KEY = 'ota/firmware/a.bin';
const URL = `http://127.0.0.1:8081/${KEY}`;
const STORED_AT = 'Fri, 02 Jan 2026 03:04:05 GMT';
const BEFORE = 'Fri, 02 Jan 2026 03:04:04 GMT';
const AFTER = 'Fri, 02 Jan 2026 03:04:06 GMT';

async function ask(headers: Record<string, string>, method = 'GET'): Promise<Response> {
  const store = memoryStore();
  await putObject(store, KEY, textBytes('0123456789'), {
    etag: '"B"',
    // Within the second that Last-Modified names.
    storedAt: '2026-01-02T03:04:05.678Z',
    headers: { 'cache-control': 'max-age=60' },
  });
  return createCloud({ store }).fetch(new Request(URL, { method, headers }));
}

const REST = { range: 'bytes=5-' };

describe('a download goes on only with the object it began with', () => {
  test.each([
    ['its entity tag', '"B"'],
    ['its date', STORED_AT],
  ])('If-Range with %s: the rest', async (_, ifRange) => {
    const response = await ask({ ...REST, 'if-range': ifRange });
    expect([response.status, await response.text()]).toEqual([206, '56789']);
    expect(response.headers.get('content-range')).toBe('bytes 5-9/10');
  });

  test.each([
    ['the entity tag of a replaced object', '"A"'],
    ['a weak tag, which proves no bytes', 'W/"B"'],
    ['an earlier date', BEFORE],
    ['a later date', AFTER],
    ['a list, which it cannot be', '"B", "A"'],
    ['anything', '*'],
    ['nothing', ''],
  ])('If-Range with %s: the whole object, from its beginning', async (_, ifRange) => {
    const response = await ask({ ...REST, 'if-range': ifRange });
    expect([response.status, await response.text()]).toEqual([200, '0123456789']);
    expect(response.headers.has('content-range')).toBe(false);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
  });

  test('If-Range does not make a range satisfiable, and a replaced object has no range to refuse', async () => {
    const range = 'bytes=10-';
    const same = await ask({ range, 'if-range': '"B"' });
    expect([same.status, same.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    expect((await ask({ range, 'if-range': '"A"' })).status).toBe(200);
  });
});

describe.each(['GET', 'HEAD'])('%s', (method) => {
  test.each<[Record<string, string>, number]>([
    [{ 'if-match': '"B"' }, 200],
    [{ 'if-match': '"A", "B"' }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': '"A"' }, 412],
    [{ 'if-match': 'W/"B"' }, 412],
    [{ 'if-unmodified-since': STORED_AT }, 200],
    [{ 'if-unmodified-since': BEFORE }, 412],
    [{ 'if-unmodified-since': 'yesterday' }, 200],
    // The entity tag wins over the date.
    [{ 'if-match': '"B"', 'if-unmodified-since': BEFORE }, 200],
    [{ 'if-none-match': '"B"' }, 304],
    [{ 'if-none-match': 'W/"B"' }, 304],
    [{ 'if-none-match': '"A", W/"B"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"A"' }, 200],
    [{ 'if-modified-since': STORED_AT }, 304],
    [{ 'if-modified-since': AFTER }, 304],
    [{ 'if-modified-since': BEFORE }, 200],
    [{ 'if-none-match': '"A"', 'if-modified-since': AFTER }, 200],
    // A condition that failed is told before one that would spare the answer.
    [{ 'if-match': '"A"', 'if-none-match': '"B"' }, 412],
  ])('with %j is %i', async (headers, status) => {
    const response = await ask(headers, method);
    expect(response.status).toBe(status);
    expect(response.headers.get('etag')).toBe('"B"');
    const text = await response.text();
    if (status === 304) {
      expect(response.headers.get('cache-control')).toBe('max-age=60');
      expect(response.headers.get('last-modified')).toBe(STORED_AT);
      expect(text).toBe('');
    }
    if (status === 412) {
      expect(readOssError(text)?.code).toBe(method === 'GET' ? 'PreconditionFailed' : undefined);
    }
  });
});

test('conditions about an object that is not there change nothing', async () => {
  const cloud = createCloud();
  const headers = { 'if-none-match': '*', 'if-match': '"A"' };
  expect((await cloud.fetch(new Request(URL, { headers }))).status).toBe(404);
});
