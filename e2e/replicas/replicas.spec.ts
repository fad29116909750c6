import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc64 } from '../../src/contract/crc64.ts';
import { readTicketText } from '../../src/contract/ticket.ts';
import { postFormFields } from '../../src/contract/post-form.ts';
import type { Page } from 'playwright/test';
import { createCloud } from '../../src/simulator/cloud.ts';
import { memoryStore, type ObjectDescription } from '../../src/simulator/bucket/store.ts';
import { memoryPackages } from '../../src/simulator/platform/package-list.ts';
import { BOUNDARY, formBody } from '../../src/testing/raw-post.ts';
import { NO_REDIS, startRedis } from '../../src/testing/redis-process.ts';
import { watchStore } from '../../src/testing/test-objects.ts';
import { withoutPauses } from '../failures/fixtures.ts';
import { choose, expect, test as base } from '../support/ota-drop.ts';
import { startProcess } from '../support/cloud/server-process.ts';
import { countFiles } from '../support/cloud/stored-files.ts';
import type { Replica } from './replica.ts';
import { startRoundRobin } from './round-robin.ts';
import { startTwoReplicas } from './two-replicas.ts';

/**
 * Two servers with one key behind a balancer. They keep nothing of an upload, so one may be killed at any moment: what a page has
 * begun with one of them it finishes with the other.
 */

const UPLOADS = 200;
const KILLS = 20;
const PACKAGES = 100;
/** So that there is always a call to the platform under way when a server is killed. */
const PLATFORM_MS = [50, 250] as const;

const test = base.extend<{
  readonly cluster: Cluster;
}>({
  cluster: async ({}, use) => {
    const { store, committed } = watchStore(memoryStore());
    const packages = memoryPackages();
    const { replicas, stop } = await startTwoReplicas(
      (origin) => {
        const cloud = createCloud({ origin, store, packages });
        return {
          ...cloud,
          async fetch(call) {
            if (new URL(call.url).searchParams.has('Action') || call.method === 'POST') {
              await sleep(randomInt(...PLATFORM_MS));
            }
            return cloud.fetch(call);
          },
        };
      },
      { TICKETS_PER_SECOND: '0' },
    );
    const balancer = await startRoundRobin(replicas.map(({ port }) => port));
    await use({
      url: balancer.url,
      asked: balancer.asked,
      replicas,
      committed,
      packages: () => packages.all(),
    });
    await balancer.stop();
    await stop();
  },
});

type Cluster = {
  readonly url: string;
  readonly asked: readonly number[];
  readonly replicas: readonly Replica[];
  /** What the store has taken, oldest first. */
  readonly committed: readonly ObjectDescription[];
  packages(): ReturnType<ReturnType<typeof memoryPackages>['all']>;
};

/** One of them, and it is started again: the other one has all the work meanwhile. */
async function killOne({ replicas }: Cluster): Promise<void> {
  const replica = replicas[randomInt(replicas.length)];
  await sleep(randomInt(300));
  await replica?.kill();
  await sleep(randomInt(300));
  await replica?.start();
}

test(`${UPLOADS} uploads while servers are killed ${KILLS} times: none is lost`, async ({
  page,
  cluster,
  dir,
}) => {
  test.setTimeout(290_000);
  const files = Array.from({ length: UPLOADS }, (_, nth) => {
    return { path: join(dir, `firmware-${nth}.bin`), bytes: randomBytes(20_000) };
  });
  for (const { path, bytes } of files) await writeFile(path, bytes);
  await withoutPauses(page);
  await page.goto(cluster.url);
  await choose(page, ...files.map(({ path }) => path));
  for (let kill = 0; kill < KILLS; kill++) await killOne(cluster);
  await expect
    .poll(() => unfinished(page), { timeout: 200_000 })
    .toEqual({ summary: expect.stringContaining(`${UPLOADS} of ${UPLOADS} done`), rows: [] });
  const stored = new Set(cluster.committed.map((each) => each.crc64));
  expect(files.filter(({ bytes }) => !stored.has(crc64(bytes)))).toEqual([]);
  console.log(
    `${UPLOADS} uploads, ${KILLS} kills, ${cluster.committed.length} forms stored; calls to each server: ${cluster.asked.join(', ')}`,
  );
});

/** What is not done, with its state and its reason, as far as it is in view. */
async function unfinished(page: Page) {
  const summary = await page.getByTestId('summary').textContent();
  const rows = await page
    .locator('[data-testid=upload]:not([data-status=done])')
    .evaluateAll((found) => found.map((row) => row.getAttribute('data-status') + row.textContent));
  return { summary, rows };
}

/** As the documents say: whose answer is lost looks into the platform's list before it asks again. */
async function makePackage(cluster: Cluster, name: string): Promise<number> {
  const find = async () =>
    (await cluster.packages()).find(({ firmwareName }) => firmwareName === name);
  const ask = (path: string, body: object) =>
    fetch(`${cluster.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then(
      (answer) => answer.text(),
      () => '',
    );
  let firmwareUrl: string | undefined;
  while (firmwareUrl === undefined) {
    const answer = readTicketText(await ask('/api/tickets', { fileSuffix: 'bin' }));
    if (answer.kind !== 'issued') continue;
    const { ticket } = answer;
    const form = new FormData();
    for (const [field, value] of postFormFields(ticket)) form.append(field, value);
    form.append('file', new Blob([name]), 'firmware.bin');
    const posted = await fetch(ticket.host, { method: 'POST', body: form });
    if (posted.ok) ({ firmwareUrl } = ticket);
  }
  let calls = 0;
  for (;;) {
    calls += 1;
    const answer = await ask('/api/firmware', {
      firmwareUrl,
      firmwareName: name,
      destVersion: '1',
    });
    if (answer.includes('"success":true')) return calls;
    // The server that made the call may be gone, and the call still on its way.
    await sleep(PLATFORM_MS[1] + 100);
    if ((await find()) !== undefined) return calls;
  }
}

test(`${PACKAGES} packages while servers are killed: each is made, and once`, async ({
  cluster,
}) => {
  test.setTimeout(290_000);
  const names = Array.from({ length: PACKAGES }, (_, nth) => `package-${nth}`);
  const waiting = [...names];
  let calls = 0;
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const made = await makePackage(cluster, name);
      calls += made;
    }
  };
  const work = Promise.all(Array.from({ length: 8 }, worker));
  for (let kill = 0; kill < KILLS; kill++) await killOne(cluster);
  await work;
  const made = await cluster.packages();
  expect(made.map(({ firmwareName }) => firmwareName).toSorted()).toEqual(names.toSorted());
  expect(new Set(made.map(({ firmwareUrl }) => firmwareUrl)).size).toBe(PACKAGES);
  console.log(`${PACKAGES} packages, ${KILLS} kills, ${calls} calls`);
});

test('ten calls a second for an account, by two servers together, also while Redis is away and when it comes back', async () => {
  test.skip(NO_REDIS !== undefined, NO_REDIS);
  test.setTimeout(120_000);
  const redis = await startRedis('a-password');
  /** When the platform was asked. */
  const calls: number[] = [];
  const { replicas, stop } = await startTwoReplicas(
    (origin) => {
      const cloud = createCloud({ origin });
      return {
        ...cloud,
        fetch(call) {
          calls.push(performance.now());
          return cloud.fetch(call);
        },
      };
    },
    { TICKETS_PER_SECOND: '10', REDIS_URL: redis.url },
  );
  /** Tickets from each server, in one moment. */
  const ask = (count: number) =>
    Promise.all(
      replicas.flatMap(({ port }) =>
        Array.from({ length: count }, async () => {
          const answer = await fetch(`http://127.0.0.1:${port}/api/tickets`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{"fileSuffix":"bin"}',
          });
          return answer.status;
        }),
      ),
    );
  const fine = (count: number) => Array.from({ length: 2 * count }, () => 200);
  expect(await ask(20)).toEqual(fine(20));
  await redis.stop();
  expect(await ask(20)).toEqual(fine(20));
  await redis.start();
  expect(await ask(10)).toEqual(fine(10));
  const most = Math.max(
    ...calls.map((from) => calls.filter((at) => at >= from && at < from + 990).length),
  );
  console.log(`${calls.length} calls of two servers, at most ${most} in a second`);
  expect(most).toBeLessThanOrEqual(10);
  await stop();
  await redis.stop();
});

test('SIGTERM with five uploads under way: all finish, then the process ends well', async () => {
  const server = await startProcess();
  const begun = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const answer = await fetch(`${server.url}/api/tickets`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"fileSuffix":"bin"}',
      });
      const reading = readTicketText(await answer.text());
      if (reading.kind !== 'issued') throw new Error(reading.kind);
      const body = formBody(postFormFields(reading.ticket), randomBytes(500_000));
      const post = request(reading.ticket.host, {
        method: 'POST',
        agent: false,
        headers: {
          'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
          'content-length': body.byteLength,
        },
      });
      post.write(body.subarray(0, 300_000));
      return { post, rest: body.subarray(300_000) };
    }),
  );
  await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(5);
  const ended = server.signal('SIGTERM');
  const another = async () => {
    const answer = await fetch(`${server.url}/api/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"fileSuffix":"bin"}',
    });
    return [answer.status, answer.headers.get('retry-after')];
  };
  await expect.poll(another).toEqual([503, '5']);
  const statuses = await Promise.all(
    begun.map(async ({ post, rest }) => {
      post.end(rest);
      const [response] = await once(post, 'response');
      response.resume();
      return response.statusCode;
    }),
  );
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(await countFiles(server.dataDir)).toEqual({ objects: 5, blobs: 5, tmp: 0 });
  await server.stop();
});
