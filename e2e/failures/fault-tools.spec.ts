import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import type { Fault, Position } from '../../src/testing/faults/fault.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { expectCounts } from './evidence.ts';
import { expect, loudTest as test } from './fixtures.ts';
import { STOP } from './stalled-transfer.ts';

/**
 * Whether the faults of these tests are what they say they are, in a real browser: seen by an XMLHttpRequest of the test's
 * own, on the real page and under its security policy. What the page itself makes of them is for the other specs; what a
 * store does with each of them is tested in src/testing/faults.
 */

const FILE_BYTES = 6_000_000;

/** Posts a file of so many bytes as the page would, with a ticket of its own. */
async function postFrom(
  page: Page,
  { listens = true, bytes = FILE_BYTES, patienceMs = 40_000 } = {},
) {
  return page.evaluate(
    async ({ listens, bytes, patienceMs }) => {
      const response = await fetch('api/tickets', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"fileSuffix":"bin"}',
      });
      const { data } = await response.json();
      const form = new FormData();
      form.append('key', data.key);
      form.append('policy', data.policy);
      form.append('OSSAccessKeyId', data.OSSAccessKeyId);
      form.append('Signature', data.signature);
      form.append('file', new Blob([new Uint8Array(bytes).fill(7)]), 'firmware.bin');
      const request = new XMLHttpRequest();
      let loaded = 0;
      let total = 0;
      if (listens) {
        request.upload.addEventListener('progress', (event) => ({ loaded, total } = event));
      }
      const startedAt = performance.now();
      let end = '';
      await new Promise<void>((resolve) => {
        for (const type of ['load', 'error', 'abort']) {
          request.addEventListener(type, () => {
            end = type;
            resolve();
          });
        }
        request.open('POST', data.host);
        request.send(form);
        setTimeout(() => request.abort(), patienceMs);
      });
      return {
        key: String(data.key),
        end,
        status: request.status,
        loaded,
        total,
        tookMs: performance.now() - startedAt,
        text: request.responseText.slice(0, 1000),
        textLength: request.responseText.length,
        hasChecksum: /x-oss-hash-crc64ecma/.test(request.getAllResponseHeaders()),
        retryAfter: request.getAllResponseHeaders().match(/retry-after: (\d+)/)?.[1],
      };
    },
    { listens, bytes, patienceMs },
  );
}

const half: Position = { bodyShare: 0.5 };
const end: Position = { bodyShare: 1 };

/** Whole objects, and nothing half-done. */
async function expectKept(cloud: FaultyCloud, objects: number): Promise<void> {
  const stored = await cloud.stored();
  for (const { told, size, crc64 } of stored) expect({ size, crc64 }).toEqual(told);
  expect(stored).toHaveLength(objects);
  await expect.poll(() => cloud.unfinished()).toBe(0);
}

/** What an upload of its own sees on a fresh socket, and how many objects there are afterwards. */
const SEEN: readonly (readonly [Fault, seen: string, objects: number])[] = [
  [{ kind: 'reset', at: half }, 'error 0', 0],
  [{ kind: 'closed', at: half }, 'error 0', 0],
  [{ kind: 'closed', at: half, isPolite: true }, 'error 0', 0],
  [{ kind: 'lost-answer', by: 'close' }, 'error 0', 1],
  [{ kind: 'slowed', at: half, bytesPerSecond: 6_000_000 }, 'load 204', 1],
  [{ kind: 'refused', as: 'SlowDown', at: half, retryAfterS: 9 }, 'load 503', 0],
  [{ kind: 'gateway-error', status: 502, at: end }, 'load 502', 0],
  [{ kind: 'portal-page', at: end, isReadable: false }, 'error 0', 0],
  [{ kind: 'huge-error', bytes: 20_000_000, at: end }, 'load 403', 0],
  [{ kind: 'flipped-bit', at: { fileBytes: 1_234_567 }, bit: 6 }, 'load 204', 1],
  [{ kind: 'hidden-checksum', from: 'pages' }, 'load 204', 1],
  [{ kind: 'no-cors', on: 'everything' }, 'error 0', 0],
  [{ kind: 'no-cors', on: 'answer' }, 'error 0', 1],
  [{ kind: 'late-answer', delayMs: 700 }, 'load 204', 1],
];

for (const [fault, seen, objects] of SEEN) {
  test(`${JSON.stringify(fault)}: ${seen}, ${objects} stored`, async ({ page, cloud }) => {
    cloud.plan.preflight = 'own-socket';
    cloud.plan.arm(fault);
    await page.goto(cloud.url);
    const post = await postFrom(page);
    expect(`${post.end} ${post.status}`).toBe(seen);
    await expectKept(cloud, objects);
    const isRefusedBefore = fault.kind === 'no-cors' && fault.on === 'everything';
    await expectCounts({ cloud }, { posts: isRefusedBefore ? 0 : 1, preflights: 1, bites: 1 });
    expect(cloud.plan.posts.every(({ socket }) => socket === 'fresh')).toBe(true);

    if (fault.kind === 'lost-answer') expect(post.loaded).toBe(post.total);
    if (fault.kind === 'closed' && fault.isPolite === true) expect(post.loaded).toBe(post.total);
    if (fault.kind === 'slowed') expect(post.tookMs).toBeGreaterThan(450);
    if (fault.kind === 'late-answer') expect(post.tookMs).toBeGreaterThan(690);
    if (fault.kind === 'refused')
      expect([post.text, post.retryAfter]).toEqual([expect.stringContaining('SlowDown'), '9']);
    if (fault.kind === 'huge-error') expect(post.textLength).toBe(fault.bytes);
    if (fault.kind === 'hidden-checksum') expect(post.hasChecksum).toBe(false);
    if (fault.kind === 'no-cors') expect(post.loaded > 0).toBe(fault.on === 'answer');
    if (fault.kind === 'flipped-bit') {
      const expected = Buffer.alloc(FILE_BYTES, 7);
      expected[1_234_567] = 7 ^ (1 << 6);
      const [object] = await cloud.stored();
      expect((await object?.read())?.equals(expected)).toBe(true);
    }

    // The fault is over, and the next upload gets through.
    expect(await postFrom(page)).toMatchObject({ end: 'load', status: 204, hasChecksum: true });
    await expectKept(cloud, objects + 1);
  });
}

for (const fault of [
  { kind: 'stalled', at: half },
  { kind: 'lost-answer', by: 'silence' },
] as const) {
  test(`${JSON.stringify(fault)}: nothing at all`, async ({ page, cloud }) => {
    cloud.plan.arm(fault);
    await page.goto(cloud.url);
    // More than all the buffers on the way can hold.
    const post = await postFrom(page, { bytes: 40_000_000, patienceMs: 5_000 });
    expect(post.end).toBe('abort');
    await expectCounts({ cloud }, { posts: 1, bites: 1 });
    const isStalled = fault.kind === 'stalled';
    expect(post.loaded < post.total).toBe(isStalled);
    if (isStalled) expect(await cloud.unfinished()).toBe(1);
    cloud.dropStalled();
    await expectKept(cloud, isStalled ? 0 : 1);
  });
}

test.describe('a socket is fresh or re-used as the preflight decides', () => {
  for (const fault of [
    { kind: 'reset', at: half },
    { kind: 'lost-answer', by: 'close' },
  ] as const) {
    const isLost = fault.kind === 'lost-answer';

    test(`re-used: Chromium sends again after ${fault.kind}`, async ({
      page,
      cloud: { plan, ...cloud },
    }) => {
      plan.preflight = 'same-socket';
      plan.arm(fault);
      await page.goto(cloud.url);
      // What was stored before its answer was lost is there already.
      const repeated = { end: 'load', status: isLost ? 409 : 204 };
      expect(await postFrom(page)).toMatchObject(repeated);
      expect(plan.posts.map(({ socket }) => socket)).toEqual(['re-used', 'fresh']);
      expect(new Set(plan.posts.map(({ key }) => key)).size).toBe(1);
      // Only a fault for the whole key is seen.
      plan.arm(fault, { each: 'key', nth: 2 });
      expect(await postFrom(page)).toMatchObject(isLost ? repeated : { end: 'error', status: 0 });
      expect(plan.posts.slice(2).map(({ socket }) => socket)).toEqual(['re-used', 'fresh']);
      expect(plan.bites.map(({ nth }) => nth)).toEqual(isLost ? [1, 3] : [1, 3, 4]);
      await expectKept({ plan, ...cloud }, isLost ? 2 : 1);
    });
  }

  test('it may be changed between two uploads', async ({ page, cloud }) => {
    await page.goto(cloud.url);
    const modes = ['same-socket', 'own-socket', 'same-socket', 'own-socket', 'own-socket'] as const;
    for (const mode of modes) {
      cloud.plan.preflight = mode;
      expect((await postFrom(page)).status).toBe(204);
    }
    await expectCounts({ cloud }, { posts: modes.length, preflights: modes.length });
    const expected = modes.map((mode) => (mode === 'same-socket' ? 're-used' : 'fresh'));
    expect(cloud.plan.posts.map(({ socket }) => socket)).toEqual(expected);
  });

  test('as it comes: one preflight for all, on one connection', async ({ page, cloud }) => {
    await page.goto(cloud.url);
    for (let nth = 0; nth < 3; nth++) expect((await postFrom(page)).status).toBe(204);
    await expectCounts({ cloud }, { posts: 3, preflights: 1 });
    expect(new Set(cloud.plan.posts.map(({ socket }) => socket))).toEqual(new Set(['re-used']));
  });

  test('without a listener for progress there is no preflight at all', async ({ page, cloud }) => {
    cloud.plan.preflight = 'same-socket';
    cloud.plan.arm({ kind: 'reset', at: half });
    await page.goto(cloud.url);
    expect(await postFrom(page, { listens: false })).toMatchObject({ end: 'error', status: 0 });
    await expectCounts({ cloud }, { posts: 1, preflights: 0 });
  });
});

test('the proxy cuts, stops, drops, and goes down and up', async ({ page, proxied: cloud }) => {
  const { proxy, plan } = cloud;
  plan.preflight = 'own-socket';
  await page.goto(cloud.url);
  expect((await postFrom(page)).status).toBe(204);

  const uncut = proxy.add({ kind: 'limit-data', bytes: 2_000_000 });
  expect(await postFrom(page)).toMatchObject({ end: 'error', status: 0 });
  uncut();
  expect(plan.posts.at(-1)?.bytesTaken).toBeLessThan(2_000_000);

  const release = proxy.add(STOP);
  const before = proxy.connections.length;
  const stopped = postFrom(page);
  await expect.poll(() => proxy.connections.length).toBeGreaterThan(before);
  expect(proxy.connections.at(-1)?.passed.upstream).toBe(0);
  release();
  expect((await stopped).status).toBe(204);

  // The store answers, and the answer does not arrive.
  const { preflights } = plan.seen;
  const mend = proxy.add({ kind: 'timeout' }, { stream: 'downstream' });
  expect((await postFrom(page, { patienceMs: 2_000 })).end).toBe('abort');
  mend();
  expect(plan.seen.preflights).toBe(preflights + 1);

  await proxy.down();
  expect(await postFrom(page)).toMatchObject({ end: 'error', status: 0, loaded: 0 });
  await proxy.up();
  expect((await postFrom(page)).status).toBe(204);
  await expectKept(cloud, 3);
});

const FAULT_WORDS = ['flipped-bit', 'lost-answer', 'bodyShare', 'resetAndDestroy', 'own-socket'];

test('what is built holds no fault', async () => {
  const dist = join(import.meta.dirname, '../../dist');
  const built = await readdir(dist, { recursive: true, withFileTypes: true });
  const scripts = built.filter(({ name }) => /\.m?js$/.test(name));
  expect(scripts.length).toBeGreaterThan(2);
  for (const { parentPath, name } of scripts) {
    const source = await readFile(join(parentPath, name), 'utf8');
    for (const word of FAULT_WORDS) {
      expect(source.includes(word), `${name} has '${word}' in it`).toBe(false);
    }
  }
});
