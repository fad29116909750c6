import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test, type Page } from 'playwright/test';
import type { Fault, Position } from '../../src/testing/faults/fault.ts';
import { createFaultPlan, type FaultPlan } from '../../src/testing/faults/fault-plan.ts';
import {
  startFaultyCloud,
  startProxiedCloud,
  type FaultyCloud,
} from '../support/cloud/faulty-cloud.ts';

/**
 * Whether each fault is what it says it is, in a real browser: seen by an XMLHttpRequest of the test's own, on the real page
 * and under its security policy. What the page itself makes of them is for other tests.
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

let cloud: FaultyCloud;
let plan: FaultPlan;

test.beforeEach(async ({ page }) => {
  plan = createFaultPlan({ preflight: 'own-socket' });
  cloud = await startFaultyCloud({ plan });
  await page.goto(cloud.url);
});

test.afterEach(async () => {
  await cloud.stop();
});

const half: Position = { bodyShare: 0.5 };
const end: Position = { bodyShare: 1 };

/** A whole object, or nothing at all, and nothing half-done. */
async function expectKept(objects: number): Promise<void> {
  const stored = await cloud.stored();
  expect(stored.map(({ told, size, crc64 }) => ({ size, crc64, told }))).toEqual(
    stored.map(({ told }) => ({ ...told, told })),
  );
  expect(stored).toHaveLength(objects);
  await expect.poll(() => cloud.unfinished()).toBe(0);
}

test.describe('on a fresh socket the browser reports', () => {
  const table: readonly (readonly [Fault, seen: string, objects: number])[] = [
    [{ kind: 'reset', at: { bodyShare: 0 } }, 'error 0', 0],
    [{ kind: 'reset', at: half }, 'error 0', 0],
    [{ kind: 'reset', at: end }, 'error 0', 0],
    [{ kind: 'closed', at: half }, 'error 0', 0],
    [{ kind: 'closed', at: half, isPolite: true }, 'error 0', 0],
    [{ kind: 'closed', at: end }, 'error 0', 0],
    [{ kind: 'lost-answer', by: 'reset' }, 'error 0', 1],
    [{ kind: 'lost-answer', by: 'close' }, 'error 0', 1],
    [{ kind: 'slowed', at: half, bytesPerSecond: 6_000_000 }, 'load 204', 1],
    [{ kind: 'refused', as: 'PolicyExpired', at: { fileBytes: 0 } }, 'load 403', 0],
    [{ kind: 'refused', as: 'PolicyExpired', at: end }, 'load 403', 0],
    [{ kind: 'refused', as: 'SlowDown', at: half, retryAfterS: 9 }, 'load 503', 0],
    [{ kind: 'gateway-error', status: 413, at: { bodyShare: 0 } }, 'load 413', 0],
    [{ kind: 'gateway-error', status: 502, at: end }, 'load 502', 0],
    [{ kind: 'gateway-error', status: 504, at: end, isReadable: false }, 'error 0', 0],
    [{ kind: 'portal-page', at: end }, 'load 200', 0],
    [{ kind: 'portal-page', at: end, isReadable: false }, 'error 0', 0],
    [{ kind: 'huge-error', bytes: 20_000_000, at: end }, 'load 403', 0],
    [{ kind: 'xml-bomb', at: end }, 'load 403', 0],
    [{ kind: 'flipped-bit', at: { fileShare: 0.5 }, bit: 2 }, 'load 204', 1],
    [{ kind: 'hidden-checksum', from: 'pages' }, 'load 204', 1],
    [{ kind: 'no-cors', on: 'everything' }, 'error 0', 0],
    [{ kind: 'no-cors', on: 'answer' }, 'error 0', 1],
    [{ kind: 'late-answer', delayMs: 700 }, 'load 204', 1],
    [{ kind: 'unseen-object', heads: 1, as: 404 }, 'load 204', 1],
  ];

  for (const [fault, seen, objects] of table) {
    test(`${JSON.stringify(fault)}: ${seen}, ${objects} stored`, async ({ page }) => {
      plan.arm(fault);
      const post = await postFrom(page);
      expect(`${post.end} ${post.status}`).toBe(seen);
      await expectKept(objects);
      const isRefusedBefore = fault.kind === 'no-cors' && fault.on === 'everything';
      expect(plan.seen).toMatchObject({ posts: isRefusedBefore ? 0 : 1, preflights: 1 });
      expect(plan.posts.every(({ socket }) => socket === 'fresh')).toBe(true);
      if (fault.kind !== 'unseen-object')
        expect(plan.bites.map(({ fault }) => fault)).toEqual([fault]);

      switch (fault.kind) {
        case 'lost-answer':
          expect(post.loaded).toBe(post.total);
          break;
        case 'closed':
          if (fault.isPolite === true) expect(post.loaded).toBe(post.total);
          break;
        case 'slowed':
          expect(post.tookMs).toBeGreaterThan(450);
          break;
        case 'refused':
          expect(post.text).toContain(fault.as === 'SlowDown' ? 'SlowDown' : 'Policy expired');
          expect(post.retryAfter).toBe(fault.retryAfterS?.toString());
          break;
        case 'huge-error':
          expect(post.textLength).toBe(fault.bytes);
          break;
        case 'flipped-bit':
        case 'hidden-checksum':
          expect(post.hasChecksum).toBe(fault.kind === 'flipped-bit');
          break;
        case 'no-cors':
          expect(post.loaded > 0).toBe(fault.on === 'answer');
          break;
        case 'late-answer':
          expect(post.tookMs).toBeGreaterThan(690);
          break;
        case 'unseen-object': {
          const heads = [1, 2].map(() => `${cloud.cloudUrl}/${post.key}`);
          const statuses = [];
          for (const url of heads) statuses.push((await fetch(url, { method: 'HEAD' })).status);
          expect(statuses).toEqual([404, 200]);
          break;
        }
        case 'reset':
        case 'stalled':
        case 'gateway-error':
        case 'portal-page':
        case 'redirected':
        case 'xml-bomb':
      }

      // The fault is over, and the next upload gets through.
      expect(await postFrom(page)).toMatchObject({ end: 'load', status: 204 });
      await expectKept(objects + 1);
    });
  }

  test('exactly one bit of a flipped object differs', async ({ page }) => {
    plan.arm({ kind: 'flipped-bit', at: { fileBytes: 1_234_567 }, bit: 6 });
    await postFrom(page);
    const [object] = await cloud.stored();
    const expected = Buffer.alloc(FILE_BYTES, 7);
    expected[1_234_567] = 7 ^ (1 << 6);
    expect((await object?.read())?.equals(expected)).toBe(true);
  });

  for (const fault of [
    { kind: 'stalled', at: half },
    { kind: 'lost-answer', by: 'silence' },
  ] as const) {
    test(`nothing at all, of ${JSON.stringify(fault)}`, async ({ page }) => {
      plan.arm(fault);
      // More than all the buffers on the way can hold.
      const post = await postFrom(page, { bytes: 40_000_000, patienceMs: 5_000 });
      expect(post.end).toBe('abort');
      expect(plan.seen.posts).toBe(1);
      expect(plan.bites).toHaveLength(1);
      const isStalled = fault.kind === 'stalled';
      expect(post.loaded < post.total).toBe(isStalled);
      if (isStalled) expect(await cloud.unfinished()).toBe(1);
      cloud.dropStalled();
      await expectKept(isStalled ? 0 : 1);
    });
  }

  test('an error, of a redirect to a host that the page’s policy does not know; nothing arrives there', async ({
    page,
  }) => {
    let asked = 0;
    const elsewhere = createServer((_, response) => {
      asked += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const address = elsewhere.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    const location = `http://127.0.0.1:${address.port}/`;
    for (const status of [301, 307] as const) {
      plan.arm({ kind: 'redirected', status, location, at: end }, { nth: plan.seen.posts + 1 });
      expect(await postFrom(page)).toMatchObject({ end: 'error', status: 0 });
    }
    expect(asked).toBe(0);
    elsewhere.close();
    await expectKept(0);
  });
});

test.describe('fresh or re-used is decided by the preflight', () => {
  const cuts: readonly Fault[] = [
    { kind: 'reset', at: half },
    { kind: 'closed', at: half },
    { kind: 'lost-answer', by: 'reset' },
    { kind: 'lost-answer', by: 'close' },
  ];

  for (const fault of cuts) {
    const name = JSON.stringify(fault);

    test(`re-used: Chromium sends again, and only a fault for the whole key is seen: ${name}`, async ({
      page,
    }) => {
      plan.preflight = 'same-socket';
      plan.arm(fault);
      // What was stored before its answer was lost is there already.
      const status = fault.kind === 'lost-answer' ? 409 : 204;
      expect(await postFrom(page)).toMatchObject({ end: 'load', status });
      expect(plan.posts.map(({ socket }) => socket)).toEqual(['re-used', 'fresh']);
      expect(new Set(plan.posts.map(({ key }) => key)).size).toBe(1);

      plan.arm(fault, { each: 'key', nth: 2 });
      expect(await postFrom(page)).toMatchObject(
        fault.kind === 'lost-answer' ? { end: 'load', status } : { end: 'error', status: 0 },
      );
      expect(plan.posts.slice(2).map(({ socket }) => socket)).toEqual(['re-used', 'fresh']);
      expect(plan.bites.map(({ nth }) => nth)).toEqual(
        fault.kind === 'lost-answer' ? [1, 3] : [1, 3, 4],
      );
      await expectKept(fault.kind === 'lost-answer' ? 2 : 1);
    });

    test(`fresh: it does not: ${name}`, async ({ page }) => {
      plan.arm(fault);
      expect(await postFrom(page)).toMatchObject({ end: 'error', status: 0 });
      plan.arm(fault, { each: 'key', nth: 2 });
      expect(await postFrom(page)).toMatchObject({ end: 'error', status: 0 });
      expect(plan.posts.map(({ socket }) => socket)).toEqual(['fresh', 'fresh']);
      await expectKept(fault.kind === 'lost-answer' ? 2 : 0);
    });
  }

  test('it stays so from one upload to the next, and may be changed in between', async ({
    page,
  }) => {
    const modes = ['same-socket', 'own-socket', 'same-socket', 'own-socket', 'own-socket'] as const;
    for (const mode of modes) {
      plan.preflight = mode;
      expect((await postFrom(page)).status).toBe(204);
    }
    expect(plan.seen).toMatchObject({ posts: modes.length, preflights: modes.length });
    expect(plan.posts.map(({ socket }) => socket)).toEqual(
      modes.map((mode) => (mode === 'same-socket' ? 're-used' : 'fresh')),
    );
  });

  test('as it comes: one preflight for all, and its connection is used on', async ({ page }) => {
    plan.preflight = 'as-it-comes';
    for (let nth = 0; nth < 3; nth++) expect((await postFrom(page)).status).toBe(204);
    expect(plan.seen).toMatchObject({ posts: 3, preflights: 1 });
    expect(plan.posts.map(({ socket }) => socket)).toEqual(['re-used', 're-used', 're-used']);
  });

  test('without a listener for progress there is no preflight at all', async ({ page }) => {
    plan.preflight = 'same-socket';
    plan.arm({ kind: 'reset', at: half });
    expect(await postFrom(page, { listens: false })).toMatchObject({ end: 'error', status: 0 });
    expect(plan.seen).toMatchObject({ posts: 1, preflights: 0 });
  });
});

test.describe('with the proxy on the line', () => {
  test('cut at a byte, frozen and released, half-open, down and up again', async ({ page }) => {
    const proxied = await startProxiedCloud({ plan: createFaultPlan({ preflight: 'own-socket' }) });
    const { proxy } = proxied;
    try {
      await page.goto(proxied.url);
      expect((await postFrom(page)).status).toBe(204);

      const uncut = proxy.add({ kind: 'limit-data', bytes: 2_000_000, by: 'reset' });
      expect(await postFrom(page)).toMatchObject({ end: 'error', status: 0 });
      uncut();
      expect(proxied.plan.posts.at(-1)?.bytesTaken).toBeLessThan(2_000_000);

      const thaw = proxy.add({ kind: 'bandwidth', bytesPerSecond: 0 });
      const before = proxy.connections.length;
      const frozen = postFrom(page);
      await expect.poll(() => proxy.connections.length).toBeGreaterThan(before);
      expect(proxy.connections.at(-1)?.passed.upstream).toBe(0);
      thaw();
      expect((await frozen).status).toBe(204);

      // The store answers, and nobody hears of it.
      const { preflights } = proxied.plan.seen;
      const mend = proxy.add({ kind: 'timeout', afterMs: Infinity }, { stream: 'downstream' });
      expect((await postFrom(page, { patienceMs: 2_000 })).end).toBe('abort');
      mend();
      expect(proxied.plan.seen.preflights).toBe(preflights + 1);

      await proxy.down();
      expect(await postFrom(page)).toMatchObject({ end: 'error', status: 0, loaded: 0 });
      await proxy.up();
      expect((await postFrom(page)).status).toBe(204);

      const stored = await proxied.stored();
      expect(stored).toHaveLength(3);
      for (const { crc64, told } of stored) expect(crc64).toBe(told.crc64);
    } finally {
      await proxied.stop();
    }
  });
});

test('what is built for people holds no fault', async () => {
  const dist = join(import.meta.dirname, '../../dist');
  const built = await readdir(dist, { recursive: true, withFileTypes: true });
  const scripts = built.filter(({ name }) => /\.m?js$/.test(name));
  expect(scripts.length).toBeGreaterThan(2);
  for (const { parentPath, name } of scripts) {
    const source = await readFile(join(parentPath, name), 'utf8');
    for (const word of [
      'flipped-bit',
      'lost-answer',
      'bodyShare',
      'resetAndDestroy',
      'own-socket',
    ]) {
      expect(source.includes(word), `${name} has '${word}' in it`).toBe(false);
    }
  }
});
