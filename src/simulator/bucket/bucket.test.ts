import { describe, expect, test, vi } from 'vitest';
import { putObject, textBytes } from '../../testing/test-objects.ts';
import { crc64 } from '../../contract/crc64.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { createCloud } from '../cloud.ts';
import { memoryStore, type ObjectStore, type StoredObject } from './store.ts';

const ORIGIN = 'http://127.0.0.1:8081';
const PAGE = 'http://127.0.0.1:8080';
const KEY = 'ota/firmware/a.bin';
const BYTES = textBytes('0123456789');

async function storing(
  objects: Readonly<Record<string, Uint8Array>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<ObjectStore> {
  const store = memoryStore();
  for (const [key, bytes] of Object.entries(objects)) {
    await putObject(store, key, bytes, { etag: '"0123456789ABCDEF"', headers });
  }
  return store;
}

async function request(
  path: string,
  init: RequestInit = {},
  store?: ObjectStore,
): Promise<Response> {
  const cloud = createCloud({ store: store ?? (await storing({ [KEY]: BYTES })) });
  return cloud.fetch(new Request(`${ORIGIN}${path}`, init));
}

async function refusal(response: Response) {
  const error = readOssError(await response.text());
  return `${response.status} ${error?.code} ${error?.ec}`;
}

describe('reading an object', () => {
  test('GET gives the bytes, their number, their checksum and their mark', async () => {
    const response = await request(`/${KEY}`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': '10',
      etag: '"0123456789ABCDEF"',
      'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT',
      'x-oss-hash-crc64ecma': crc64(BYTES),
    });
    expect(response.headers.has('content-range')).toBe(false);
    expect(await response.text()).toBe('0123456789');
  });

  test('HEAD gives the same headers and no body', async () => {
    const store = await storing({ [KEY]: BYTES });
    const [got, head] = [
      await request(`/${KEY}`, {}, store),
      await request(`/${KEY}`, { method: 'HEAD' }, store),
    ];
    expect(head.status).toBe(200);
    expect(head.body).toBe(null);
    expect(withoutRequestId(head)).toEqual(withoutRequestId(got));
  });

  /** A store whose objects are read through `read`. */
  async function reading(
    read: (inner: StoredObject['read']) => StoredObject['read'],
  ): Promise<ObjectStore> {
    const inner = await storing({ [KEY]: BYTES });
    return {
      ...inner,
      async find(key) {
        const found = await inner.find(key);
        return found && { ...found, read: read(found.read) };
      },
    };
  }

  test('HEAD does not even open the object', async () => {
    const reads = vi.fn();
    const store = await reading((read) => (start, end) => {
      reads();
      return read(start, end);
    });
    await request(`/${KEY}`, { method: 'HEAD' }, store);
    expect(reads).not.toHaveBeenCalled();
    await request(`/${KEY}`, {}, store);
    expect(reads).toHaveBeenCalledOnce();
  });

  test('what is overwritten between being found and being opened is found again', async () => {
    let missed = 0;
    const vanishing = (times: number) =>
      reading((read) => async (start, end) => {
        missed += 1;
        return missed <= times ? undefined : read(start, end);
      });
    const response = await request(`/${KEY}`, {}, await vanishing(5));
    expect([response.status, await response.text()]).toEqual([200, '0123456789']);
    // But not for ever.
    expect((await request(`/${KEY}`, {}, await vanishing(Infinity))).status).toBe(503);
  });

  test.each(['GET', 'HEAD'])('%s never lets a file be shown, sniffed or run', async (method) => {
    const store = await storing(
      { 'ota/x.html': textBytes('<script>alert(1)</script>') },
      { 'content-disposition': 'inline', 'x-oss-meta-content-type': 'text/html' },
    );
    const response = await request('/ota/x.html', { method }, store);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': "attachment; filename*=UTF-8''x.html",
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  test.each([
    ['ota/firmware/', "attachment; filename*=UTF-8''"],
    ['a"b\r\nc;d.bin', "attachment; filename*=UTF-8''a%22b%0D%0Ac%3Bd.bin"],
    ["固件 (1)'.bin", "attachment; filename*=UTF-8''%E5%9B%BA%E4%BB%B6%20%281%29%27.bin"],
  ])('the name of %j to save it under is encoded', async (key, disposition) => {
    const response = await request(encoded(key), {}, await storing({ [key]: BYTES }));
    expect(response.headers.get('content-disposition')).toBe(disposition);
  });
});

describe('reading a range', () => {
  test.each([
    ['the first byte', 'bytes=0-0', '0', 'bytes 0-0/10'],
    ['the first four', 'bytes=0-3', '0123', 'bytes 0-3/10'],
    ['the middle', 'bytes=4-6', '456', 'bytes 4-6/10'],
    ['the last byte', 'bytes=9-9', '9', 'bytes 9-9/10'],
    ['an open end', 'bytes=7-', '789', 'bytes 7-9/10'],
    ['everything', 'bytes=0-', '0123456789', 'bytes 0-9/10'],
    ['an end beyond the end', 'bytes=8-99', '89', 'bytes 8-9/10'],
    ['a suffix', 'bytes=-3', '789', 'bytes 7-9/10'],
    ['a suffix longer than the object', 'bytes=-99', '0123456789', 'bytes 0-9/10'],
  ])('%s', async (_, range, text, contentRange) => {
    const response = await request(`/${KEY}`, { headers: { range } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(response.headers.get('content-length')).toBe(String(text.length));
    expect(response.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(BYTES));
    expect(await response.text()).toBe(text);
  });

  test.each([
    ['a begin at the end', 'bytes=10-'],
    ['a begin beyond the end', 'bytes=11-12'],
    ['a suffix of nothing', 'bytes=-0'],
  ])('%s cannot be satisfied, and the answer says how much there is', async (_, range) => {
    const response = await request(`/${KEY}`, { headers: { range } });
    expect(response.headers.get('content-range')).toBe('bytes */10');
    expect(await refusal(response)).toBe('416 InvalidRange 0020-00000001');
  });

  test.each(['bytes=0-1,4-5', 'bytes=6-4', 'bytes=-', 'bytes=a-b', 'bytes 0-1', 'items=0-1', ''])(
    '%j is answered with the whole object',
    async (range) => {
      const response = await request(`/${KEY}`, { headers: { range } });
      expect([response.status, await response.text()]).toEqual([200, '0123456789']);
    },
  );

  test('no range of an empty object can be satisfied', async () => {
    const store = await storing({ [KEY]: new Uint8Array(0) });
    const response = await request(`/${KEY}`, { headers: { range: 'bytes=0-' } }, store);
    expect(response.headers.get('content-range')).toBe('bytes */0');
    expect(response.status).toBe(416);
  });

  test('HEAD knows no ranges, as HTTP has it', async () => {
    const response = await request(`/${KEY}`, { method: 'HEAD', headers: { range: 'bytes=0-1' } });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '10']);
  });
});

describe('addresses', () => {
  test.each([
    ['another case', '/ota/firmware/A.bin'],
    ['a slash more', `//${KEY}`],
    ['a slash at the end', `/${KEY}/`],
    ['encoded twice', '/ota%252Ffirmware%252Fa.bin'],
    ['no UTF-8', '/ota/firmware/%ff.bin'],
    ['half an escape', '/ota/firmware/%'],
  ])('%s is another object, which is not there', async (_, path) => {
    expect(await refusal(await request(path))).toBe('404 NoSuchKey 0026-00000001');
  });

  test.each([
    ['GET', '/'],
    ['GET', '//'],
    ['HEAD', '/'],
    ['HEAD', '/?list-type=2'],
  ])('%s %s lists nothing', async (method, path) => {
    const response = await request(path, { method });
    expect([403, 404]).toContain(response.status);
    expect(await response.text()).not.toContain('a.bin');
  });

  test('a list that is asked for by query is not there either', async () => {
    const body = await (await request('/?list-type=2&prefix=ota/')).text();
    expect(body).toContain('MissingAction');
    expect(body).not.toContain('a.bin');
  });
});

describe('refusals', () => {
  test('are XML with Code, Message, RequestId, HostId and EC, the same as in the headers', async () => {
    const response = await request('/none');
    expect(response.headers.get('content-type')).toBe('application/xml');
    expect(response.headers.get('x-oss-ec')).toBe('0026-00000001');
    const head = await request('/none', { method: 'HEAD' });
    expect([head.status, head.headers.get('x-oss-ec'), head.body]).toEqual([
      404,
      '0026-00000001',
      null,
    ]);
    const requestId = response.headers.get('x-oss-request-id');
    expect(requestId).toMatch(/^[0-9A-F]{24}$/);
    const body = await response.text();
    expect(readOssError(body)).toEqual({
      code: 'NoSuchKey',
      ec: '0026-00000001',
      message: 'The specified key does not exist.',
      requestId,
    });
    expect(body).toContain('<HostId>127.0.0.1:8081</HostId>');
  });

  test('and every answer has a request id of its own', async () => {
    const ids = [await request('/none'), await request('/none'), await request(`/${KEY}`)].map(
      (response) => response.headers.get('x-oss-request-id'),
    );
    expect(new Set(ids).size).toBe(3);
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'LINK'])('%s is not allowed', async (method) => {
    const store = await storing({ [KEY]: BYTES });
    const response = await request(`/${KEY}`, { method }, store);
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS, POST');
    expect(await refusal(response)).toBe('405 MethodNotAllowed 0005-00000001');
    expect((await request(`/${KEY}`, {}, store)).status).toBe(200);
  });

  test('a store that fails is not quoted', async () => {
    const store: ObjectStore = {
      stage: () => Promise.reject(new Error('EACCES /home/somebody')),
      find: () => Promise.reject(new Error('EACCES /home/somebody')),
    };
    const response = await request(`/${KEY}`, {}, store);
    const body = await response.text();
    expect([response.status, readOssError(body)?.code]).toEqual([500, 'InternalError']);
    expect(body).not.toContain('somebody');
  });
});

describe('other origins', () => {
  test('a preflight of an upload is granted for as long as a browser keeps it', async () => {
    const response = await request('/', {
      method: 'OPTIONS',
      headers: {
        origin: PAGE,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-oss-meta-a, content-md5',
      },
    });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': expect.stringMatching(/\bPOST\b/),
      'access-control-allow-headers': 'x-oss-meta-a, content-md5',
      'access-control-max-age': '600',
    });
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
  });

  test.each(['PUT', 'DELETE', 'post', 'GET', 'HEAD'])(
    'a preflight of %s is forbidden',
    async (method) => {
      const headers = { origin: PAGE, 'access-control-request-method': method };
      const response = await request('/', { method: 'OPTIONS', headers });
      expect(response.headers.has('access-control-allow-methods')).toBe(false);
      expect(await refusal(response)).toBe('403 AccessForbidden 0003-00000601');
    },
  );

  test.each([
    ['an origin', { 'access-control-request-method': 'POST' }],
    ['a method', { origin: PAGE }],
  ])('a preflight without %s asks for more', async (_, headers) => {
    const response = await request('/', { method: 'OPTIONS', headers });
    expect(await refusal(response)).toBe('400 InvalidRequest 0034-00000101');
  });

  test('the refusal of a form may be read by the page that sent it, with the five headers that matter', async () => {
    const response = await request('/', { method: 'POST', headers: { origin: PAGE } });
    expect(response.status).toBe(400);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-expose-headers')).toBe(
      'ETag, x-oss-request-id, x-oss-hash-crc64ecma, x-oss-version-id, x-oss-ec, Retry-After',
    );
  });

  test.each([
    ['a file', `/${KEY}`, 'GET'],
    ['what is known of a file', `/${KEY}`, 'HEAD'],
    ['a refusal', '/none', 'GET'],
  ])('%s is read by no page of another origin', async (_, path, method) => {
    const response = await request(path, { method, headers: { origin: PAGE } });
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-'))).toEqual([]);
  });

  test('a refusal shows itself in no browser, and is not kept', async () => {
    const { headers } = await request('/none');
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    // A page asks by `no-cors` whether a store is there at all.
    expect(headers.has('cross-origin-resource-policy')).toBe(false);
  });
});

function withoutRequestId(response: Response) {
  const { 'x-oss-request-id': _, ...headers } = Object.fromEntries(response.headers);
  return headers;
}

function encoded(key: string): string {
  return `/${encodeURIComponent(key)}`;
}
