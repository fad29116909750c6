import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { signedFields } from '../testing/raw-post.ts';
import { watchStore } from '../testing/test-objects.ts';
import { crc64 } from '../contract/crc64.ts';
import { readOssError } from '../contract/oss-error.ts';
import { createCloud, type Cloud } from '../simulator/cloud.ts';
import type { Fault, Position } from './fault.ts';
import { createFaultPlan, type FaultPlan } from './fault-plan.ts';
import { playFaults } from './cloud-faults.ts';
import { REFUSAL_NAMES } from './refusal-name.ts';

/** Faults in the cloud, in memory: no socket anywhere. */

const ORIGIN = 'http://store.test';
const KEY = 'ota/firmware.bin';
const BYTES = Uint8Array.from({ length: 1000 }, (_, at) => (at * 31) % 251);

let plan: FaultPlan;
let cloud: Cloud;
/** File bytes that the store was given to write, in all. */
let written: () => number;
/** Chunks that it has asked for. */
let asked = 0;

const begin = () => {
  plan = createFaultPlan();
  const watched = watchStore();
  ({ written } = watched);
  asked = 0;
  cloud = playFaults(plan)(createCloud({ origin: ORIGIN, store: watched.store }));
};
beforeEach(begin);

async function* inChunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.byteLength; at += size) {
    asked += 1;
    yield bytes.subarray(at, at + size);
  }
}

async function post(
  bytes = BYTES,
  { chunk = 64, key = KEY, announced = true, lifeMs = 60_000, hasFile = true } = {},
): Promise<Response> {
  const fields = await signedFields(key, undefined, new Date(Date.now() + lifeMs));
  const announcedBytes = announced ? { announcedBytes: bytes.byteLength } : {};
  const file = { fileName: 'firmware.bin', bytes: inChunks(bytes, chunk), ...announcedBytes };
  const head = { url: `${ORIGIN}/`, origin: 'http://page.test' };
  return cloud.postObject(head, { fields, file: hasFile ? file : undefined });
}

const ask = (method: string, key = KEY, headers = {}) =>
  cloud.fetch(new Request(`${ORIGIN}/${key}`, { method, headers }));
const preflight = () =>
  cloud.fetch(
    new Request(ORIGIN, {
      method: 'OPTIONS',
      headers: { origin: 'http://page.test', 'access-control-request-method': 'POST' },
    }),
  );
const corsOf = ({ headers }: Response) =>
  [...headers].filter(([name]) => name.startsWith('access-control-'));

test('without anything armed the bucket is what it is', async () => {
  const response = await post();
  expect(response.status).toBe(204);
  expect(response.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(BYTES));
  expect(plan.posts).toMatchObject([{ nth: 1, key: KEY, bytesTaken: 1000, faults: [] }]);
  expect(plan.bites).toEqual([]);
  expect((await preflight()).headers.get('access-control-max-age')).toBe('600');
  // A call to the platform is no look-up of an object.
  await cloud.fetch(new Request(`${ORIGIN}/?Action=GenerateOTAUploadURL`));
  expect(plan.seen).toMatchObject({ gets: 0, heads: 0 });
});

describe('a refusal', () => {
  test.each(REFUSAL_NAMES)('%s, with a status and an error document of OSS', async (as) => {
    plan.arm({ kind: 'refused', as, at: { fileShare: 0.5 } });
    const response = await post();
    const error = readOssError(await response.text());
    expect(error?.code).toBe(as === 'PolicyExpired' ? 'AccessDenied' : as);
    expect(error?.message).toMatch(/\w/);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.headers.get('x-oss-request-id')).toMatch(/^[0-9A-F]{24}$/);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect((await ask('GET')).status).toBe(404);
    expect((await post()).status).toBe(204);
  });

  test.each([
    [true, 'AccessDenied'],
    [undefined, 'IncorrectNumberOfFilesInPOSTRequest'],
  ] as const)(
    'that concerns the ticket (%s): a form without its file is told %s',
    async (...row) => {
      const [concernsTicket, code] = row;
      const fault = { kind: 'refused', as: 'AccessDenied', at: { bodyBytes: 10 } } as const;
      plan.arm(concernsTicket ? { ...fault, concernsTicket } : fault, { each: 'key', times: 9 });
      const question = await post(undefined, { hasFile: false });
      expect(readOssError(await question.text())?.code).toBe(code);
      expect(readOssError(await (await post()).text())?.code).toBe('AccessDenied');
      expect(plan.posts).toHaveLength(1);
    },
  );

  test('“policy expired” reads like the real one, at the start and at the end', async () => {
    const real = readOssError(await (await post(BYTES, { lifeMs: -1 })).text());
    for (const at of [{ bodyShare: 0 }, { bodyShare: 1 }]) {
      begin();
      plan.arm({ kind: 'refused', as: 'PolicyExpired', at });
      const response = await post();
      expect(response.status).toBe(403);
      const error = readOssError(await response.text());
      expect({ ...error, requestId: '' }).toEqual({ ...real, requestId: '' });
      expect(written()).toBe(at.bodyShare * 1000);
    }
  });

  test('may ask for patience, and a page may read how long', async () => {
    plan.arm({ kind: 'refused', as: 'SlowDown', at: { fileBytes: 0 }, retryAfterS: 7 });
    const { headers } = await post();
    expect(headers.get('retry-after')).toBe('7');
    expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
  });
});

describe('cut short', () => {
  const cutting = (at: Position): Fault[] => [
    { kind: 'refused', as: 'AccessDenied', at },
    { kind: 'gateway-error', status: 502, at },
    { kind: 'portal-page', at },
    { kind: 'redirected', status: 307, location: 'http://other.test/', at },
    { kind: 'huge-error', bytes: 5000, at },
    { kind: 'xml-bomb', at },
  ];

  test('the store gets exactly what comes before the position, and keeps none of it', async () => {
    const bytesUntil = fc.nat(1200);
    const chunks = fc.integer({ min: 1, max: 400 });
    await fc.assert(
      fc.asyncProperty(bytesUntil, chunks, fc.nat(5), fc.boolean(), async (...drawn) => {
        const [fileBytes, chunk, which, announced] = drawn;
        begin();
        const fault = cutting({ fileBytes })[which];
        if (fault === undefined) throw new Error('there are six');
        plan.arm(fault);
        await post(BYTES, { chunk, announced });
        const expected = Math.min(fileBytes, BYTES.byteLength);
        expect(written()).toBe(expected);
        // An early answer waits for nothing behind the position.
        if (fileBytes < BYTES.byteLength) expect(asked).toBe(Math.ceil(fileBytes / chunk));
        expect(plan.bites).toEqual([{ fault, nth: 1, key: KEY, bodyBytes: expected }]);
        expect((await ask('GET')).status).toBe(404);
      }),
      { numRuns: 300 },
    );
  });

  test('a form that deserves a refusal gets its own', async () => {
    plan.arm({ kind: 'gateway-error', status: 502, at: { fileBytes: 10 } });
    const response = await post(BYTES, { lifeMs: -1 });
    expect(response.status).toBe(403);
    expect(plan.bites).toEqual([]);
  });
});

describe('an answer that is not the store’s', () => {
  test.each([413, 502, 503, 504] as const)('%i of a proxy', async (status) => {
    plan.arm({ kind: 'gateway-error', status, at: { bodyShare: 1 }, retryAfterS: 3 });
    const response = await post();
    expect(response.status).toBe(status);
    expect(response.headers.get('x-oss-request-id')).toBe(null);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(readOssError(await response.text())).toBe(undefined);
  });

  test('a page of a captive portal, readable or not', async () => {
    plan.arm({ kind: 'portal-page', at: { bodyShare: 1 } });
    plan.arm({ kind: 'portal-page', at: { bodyShare: 1 }, isReadable: false }, { nth: 2 });
    const [readable, hidden] = [await post(), await post()];
    expect([readable.status, hidden.status]).toEqual([200, 200]);
    expect(readable.headers.get('content-type')).toBe('text/html');
    expect(corsOf(readable)).toEqual([['access-control-allow-origin', '*']]);
    expect(corsOf(hidden)).toEqual([]);
    expect((await ask('GET')).status).toBe(404);
  });

  test.each([301, 307] as const)('%i to another host', async (status) => {
    plan.arm({ kind: 'redirected', status, location: 'http://other.test/x', at: { bodyShare: 0 } });
    const response = await post();
    expect([response.status, response.headers.get('location')]).toEqual([
      status,
      'http://other.test/x',
    ]);
  });

  test('an error document of exactly as many bytes, made while it is read', async () => {
    const bytes = 100_000_000;
    plan.arm({ kind: 'huge-error', bytes, at: { bodyShare: 1 } });
    const { status, headers, body } = await post();
    expect([status, headers.get('content-length')]).toEqual([403, String(bytes)]);
    let read = 0;
    let largest = 0;
    for await (const chunk of body ?? []) {
      read += chunk.byteLength;
      largest = Math.max(largest, chunk.byteLength);
    }
    expect(read).toBe(bytes);
    expect(largest).toBeLessThan(100_000);
  });

  test('a small one is well-formed', async () => {
    plan.arm({ kind: 'huge-error', bytes: 200_000, at: { bodyShare: 1 } });
    const text = await (await post()).text();
    expect(text.length).toBe(200_000);
    expect(readOssError(text)?.code).toBe('AccessDenied');
    expect(text).toMatch(/A<\/Message><\/Error>\n$/);
  });

  test('a bomb of entities is small until a parser expands it', async () => {
    plan.arm({ kind: 'xml-bomb', at: { bodyShare: 1 } });
    const text = await (await post()).text();
    expect(text.length).toBeLessThan(2_000);
    expect(text.match(/<!ENTITY g\d "(&g\d;){10}">/g)).toHaveLength(8);
    expect(text).toContain('<Code>&g8;</Code>');
  });
});

describe('a flipped bit', () => {
  test('is the only difference between what was sent and what is stored', async () => {
    const files = fc.uint8Array({ minLength: 1, maxLength: 300 });
    const chunks = fc.integer({ min: 1, max: 100 });
    await fc.assert(
      fc.asyncProperty(files, fc.nat(400), fc.nat(7), chunks, async (...drawn) => {
        const [bytes, fileBytes, bit, chunk] = drawn;
        begin();
        plan.arm({ kind: 'flipped-bit', at: { fileBytes }, bit });
        const response = await post(bytes, { chunk });
        expect(response.status).toBe(204);
        const stored = new Uint8Array(await (await ask('GET')).arrayBuffer());
        const at = Math.min(fileBytes, bytes.byteLength - 1);
        const expected = bytes.slice();
        expected[at] = (bytes[at] ?? 0) ^ (1 << bit);
        expect(stored).toEqual(expected);
        expect(response.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(stored));
        expect(plan.bites).toMatchObject([{ bodyBytes: at }]);
      }),
      { numRuns: 300 },
    );
  });

  test('leaves the sender’s own bytes alone, and an empty file', async () => {
    const bytes = BYTES.slice();
    plan.arm({ kind: 'flipped-bit', at: { fileShare: 0.5 }, bit: 3 }, { times: 2 });
    await post(bytes, { chunk: 2000 });
    expect(bytes).toEqual(BYTES);
    expect((await post(new Uint8Array(0))).status).toBe(204);
    expect(plan.bites).toHaveLength(1);
  });
});

describe('a hidden checksum', () => {
  test('is not told to pages, but without CORS', async () => {
    plan.arm({ kind: 'hidden-checksum', from: 'pages' });
    const { status, headers } = await post();
    expect(status).toBe(204);
    expect(headers.get('access-control-expose-headers')).toMatch(/^ETag, /);
    expect(headers.get('access-control-expose-headers')).not.toContain('crc64');
    expect((await ask('HEAD')).headers.get('x-oss-hash-crc64ecma')).toBe(crc64(BYTES));
    const asPage = await ask('HEAD', KEY, { origin: 'http://page.test' });
    expect(asPage.headers.get('access-control-expose-headers')).toBe(null);
  });

  test('or not told at all', async () => {
    plan.arm({ kind: 'hidden-checksum', from: 'everybody' });
    expect((await post()).headers.get('x-oss-hash-crc64ecma')).toBe(null);
    expect((await ask('HEAD')).headers.get('x-oss-hash-crc64ecma')).toBe(null);
    expect((await ask('HEAD')).headers.get('content-length')).toBe('1000');
  });
});

describe('CORS', () => {
  test('no rule at all: the preflight is refused, and no answer can be read', async () => {
    plan.arm({ kind: 'no-cors', on: 'everything' }, { times: Infinity });
    const asked = await preflight();
    expect(asked.status).toBe(403);
    expect(readOssError(await asked.text())?.code).toBe('AccessForbidden');
    const posted = await post();
    expect(posted.status).toBe(204);
    const looked = await ask('GET', KEY, { origin: 'http://page.test' });
    expect(looked.status).toBe(200);
    expect([asked, posted, looked].flatMap(corsOf)).toEqual([]);
  });

  test('on the preflight but not on the answer: stored, and unreadable', async () => {
    plan.arm({ kind: 'no-cors', on: 'answer' });
    expect((await preflight()).status).toBe(200);
    const response = await post();
    expect(response.status).toBe(204);
    expect(corsOf(response)).toEqual([]);
    expect((await ask('GET')).status).toBe(200);
  });
});

test('a late answer: stored at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    plan.arm({ kind: 'late-answer', delayMs: 5_000 });
    let isAnswered = false;
    const answering = post().then((response) => {
      isAnswered = true;
      return response;
    });
    // Not by a clock, since that one stands still.
    for (let turns = 0; turns < 100_000 && plan.bites.length === 0; turns++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await ask('HEAD')).status).toBe(200);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(isAnswered).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect((await answering).status).toBe(204);
  } finally {
    vi.useRealTimers();
  }
});

describe('an object that is there and not seen', () => {
  test.each([404, 403, 503] as const)('HEADs say %i, so many times', async (as) => {
    plan.arm({ kind: 'unseen-object', heads: 2, as });
    expect((await post()).status).toBe(204);
    const heads = [await ask('HEAD'), await ask('HEAD'), await ask('HEAD')];
    expect(heads.map(({ status }) => status)).toEqual([as, as, 200]);
    for (const head of heads) {
      expect(head.headers.get('x-oss-request-id')).toMatch(/^[0-9A-F]{24}$/);
      expect(await head.text()).toBe('');
    }
    expect(plan.seen.heads).toBe(3);
  });

  test('a GET sees what a HEAD in its place would', async () => {
    plan.arm({ kind: 'unseen-object', heads: 1, as: 404 });
    await post();
    expect((await ask('GET')).status).toBe(404);
    await ask('HEAD');
    expect((await ask('GET')).status).toBe(200);
  });

  test('for ever, in a private bucket, whatever the key', async () => {
    plan.arm({ kind: 'unseen-object', heads: Infinity, as: 403 }, { times: Infinity });
    await post();
    for (const key of [KEY, 'never/posted', '%E0%A4%A']) {
      expect((await ask('HEAD', key)).status).toBe(403);
    }
  });

  test('or the question is never answered, until the asker gives up', async () => {
    plan.arm({ kind: 'unseen-object', heads: 1, as: 'silence' });
    await post();
    const patience = new AbortController();
    const asking = cloud.fetch(
      new Request(`${ORIGIN}/${KEY}`, { method: 'HEAD', signal: patience.signal }),
    );
    patience.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
    expect((await ask('HEAD')).status).toBe(200);
  });
});

test('every answer closes its socket, and preflights are not remembered, if POSTs are to find fresh ones', async () => {
  plan.preflight = 'own-socket';
  const answers = [await preflight(), await post(), await ask('HEAD')];
  expect(answers.map(({ headers }) => headers.get('connection'))).toEqual(
    answers.map(() => 'close'),
  );
  expect(answers[0]?.headers.get('access-control-max-age')).toBe('0');
  plan.preflight = 'same-socket';
  const kept = await preflight();
  expect(kept.headers.get('connection')).toBe(null);
  expect(kept.headers.get('access-control-max-age')).toBe('0');
});

test('a fault that needs a socket says so where there is none', async () => {
  plan.arm({ kind: 'reset', at: { bodyShare: 0.5 } });
  await expect(post()).rejects.toThrow("'reset' needs a socket");
});
