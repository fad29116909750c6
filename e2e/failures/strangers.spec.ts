import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { closeServer, listen } from '../../src/server/process/listening.ts';
import { AT_END, AT_START, type Fault } from '../../src/testing/faults/fault.ts';
import {
  chooseOne,
  countTickets,
  expectNothingStored,
  openAndChoose,
  uploadAgain,
} from './evidence.ts';
import { exhaust, MAYBE_STORED, NOT_STORED } from './exhaust.ts';
import { changePolicy } from '../support/proxy/gateway.ts';
import { passUntil, standStill } from '../support/browser/page-clock.ts';
import {
  expect,
  expectFailed,
  expectProved,
  test as base,
  withoutPauses,
  type Expected,
} from './fixtures.ts';

/** Answers that do not come from the store: a proxy's, a sign-in page's, another server's, and those made as a weapon. */

type Other = { readonly url: string; readonly asked: readonly string[] };

const test = base.extend<{
  /** A server on another address that says yes to everything, as a store would. */
  readonly startOther: () => Promise<Other>;
}>({
  startOther: async ({}, use) => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.method ?? '');
      request.resume();
      response.writeHead(204, {
        'access-control-allow-origin': '*',
        'access-control-allow-headers': '*',
        'access-control-allow-methods': 'POST',
      });
      response.end();
    });
    await use(async () => {
      const port = await listen(server, '127.0.0.1', 0, 'PORT');
      return { url: `http://127.0.0.1:${port}`, asked };
    });
    if (server.listening) await closeServer(server, 0);
  },
});

test('U13 · a proxy’s own 413 is told as the proxy’s', async ({ page, files, startCloud }) => {
  await exhaust(page, await startCloud(), files.gz, [
    {
      fault: { kind: 'gateway-error', status: 413, at: AT_START },
      kind: 'store-refused',
      code: 'U13',
      title: 'A proxy on your network limits uploads',
      stored: NOT_STORED,
      says: 'HTTP 413',
      attempts: 1,
    },
  ]);
});

test('U13 · a 413 that pages may not read: nothing is said of a proxy, and nothing false', async ({
  page,
  files,
  startCloud,
}) => {
  const cloud = await startCloud();
  cloud.plan.preflight = 'own-socket';
  cloud.plan.arm(
    { kind: 'gateway-error', status: 413, at: AT_END, isReadable: false },
    { each: 'key', times: Infinity },
  );
  await withoutPauses(page);
  await standStill(page, cloud.url);
  const tickets = countTickets(page);
  const row = await chooseOne(page, files.gz);
  await passUntil(page, async () => (await row.getAttribute('data-status')) === 'failed', 500);
  await expectFailed(
    row,
    {
      kind: 'answer-lost',
      code: 'V05',
      title: 'Everything was sent, but nothing arrived in storage',
      stored: NOT_STORED,
    },
    'retry',
  );
  expect(tickets.asked).toBe(4);
  expect(cloud.plan.bites).toHaveLength(4);
  await expectNothingStored(cloud);
});

test('U17 U21 · an answer that is not the store’s is checked before anything is sent again', async ({
  page,
  files,
  startProxied,
  putBefore,
}) => {
  const cloud = await startProxied();
  const gateway = await putBefore({ url: cloud.storeUrl });
  cloud.proxy.leadTo(Number(new URL(gateway.url).port));
  await page.goto(cloud.url);
  const tickets = countTickets(page);
  const instead = [
    () => new Response('<html>Bad Gateway</html>', { status: 502 }),
    () => new Response('<html>Sign in</html>', { status: 200 }),
  ];
  for (const [index, answer] of instead.entries()) {
    gateway.play('/', async (pass) => {
      const stored = await pass();
      if (stored.headers.has('access-control-allow-methods')) return stored;
      const other = answer();
      other.headers.set('access-control-allow-origin', '*');
      return other;
    });
    const row = await (index === 0 ? chooseOne : uploadAgain)(page, files.gz);
    await expectProved(page, cloud, await readFile(files.gz), row);
    expect(tickets.asked).toBe(index + 1);
    expect(cloud.plan.seen).toMatchObject({ posts: index + 1, heads: index + 1 });
  }
});

const ELSEWHERE: Expected = {
  kind: 'answer-from-elsewhere',
  code: 'U20',
  title: 'Storage answered from another address',
  stored: 'A copy may have gone to that address; it is not shown.',
};

for (const [status, at] of [
  [301, AT_END],
  [307, AT_START],
] as const) {
  test(`U20 · sent on with ${status}: our policy stops the browser, and nothing is believed`, async ({
    context,
    files,
    startCloud,
    startOther,
  }) => {
    const cloud = await startCloud();
    const other = await startOther();
    cloud.plan.arm(
      { kind: 'redirected', status, location: `${other.url}/`, at },
      { each: 'key', times: Infinity },
    );
    // A page of its own: the browser complains of the breach on its console.
    const page = await context.newPage();
    const tickets = countTickets(page);
    const { row } = await openAndChoose(page, cloud, files.gz);
    await expectFailed(row, ELSEWHERE, 'retry');
    expect(tickets.asked).toBe(1);
    expect(cloud.plan.bites).toHaveLength(1);
    expect(other.asked).toEqual([]);
    await expectNothingStored(cloud);
  });
}

test('U20 · sent on to where our policy lets it: the answer is not believed', async ({
  page,
  files,
  startCloud,
  startOther,
  putBefore,
}) => {
  const cloud = await startCloud();
  const other = await startOther();
  cloud.plan.arm(
    { kind: 'redirected', status: 307, location: `${other.url}/`, at: AT_END },
    { each: 'key', times: Infinity },
  );
  const gateway = await putBefore(cloud);
  changePolicy(gateway, (policy) => policy.replace(cloud.cloudUrl, `$& ${other.url}`));
  await page.goto(gateway.url);
  const tickets = countTickets(page);
  const row = await chooseOne(page, files.gz);
  await expectFailed(row, ELSEWHERE, 'retry');
  expect(tickets.asked).toBe(1);
  expect(other.asked).toContain('POST');
  await expectNothingStored(cloud);
});

test('U21 · a sign-in page that says 200 is not the store', async ({ page, files, startCloud }) => {
  await exhaust(page, await startCloud(), files.gz, [
    {
      fault: { kind: 'portal-page', at: AT_END },
      kind: 'answer-not-of-store',
      code: 'U21',
      title: 'That answer did not come from storage',
      stored: MAYBE_STORED,
      attempts: 3,
    },
  ]);
});

test('U22 · an error document of 100 MB, and one that would grow to gigabytes', async ({
  page,
  files,
  startProxied,
}) => {
  const cloud = await startProxied();
  await withoutPauses(page);
  await page.goto(cloud.url);
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    const { usedSize, embedderHeapUsedSize, backingStorageSize } =
      await session.send('Runtime.getHeapUsage');
    return usedSize + embedderHeapUsedSize + backingStorageSize;
  };
  const weapons: readonly Fault[] = [
    { kind: 'huge-error', bytes: 100_000_000, at: AT_END },
    { kind: 'xml-bomb', at: AT_END },
  ];
  for (const [index, fault] of weapons.entries()) {
    cloud.plan.arm(fault, { each: 'key', times: Infinity });
    await session.send('HeapProfiler.collectGarbage');
    const before = await heap();
    const row = await chooseOne(page, files.gz);
    let most = 0;
    await expect
      .poll(
        async () => {
          most = Math.max(most, await heap());
          return row.getAttribute('data-status');
        },
        { intervals: [25] },
      )
      .toBe('failed');
    await expectFailed(
      row,
      {
        kind: 'store-refused',
        code: 'U11',
        title: 'Storage refused the upload',
        stored: NOT_STORED,
      },
      'retry',
    );
    expect(most - before, 'bytes of heap').toBeLessThan(16_000_000);
    expect(cloud.plan.bites).toHaveLength(2 * index + 2);
    cloud.plan.disarm();
  }
  // What nobody reads stays where it is.
  const read = cloud.proxy.connections.reduce((sum, { passed }) => sum + passed.downstream, 0);
  expect(read).toBeLessThan(50_000_000);
  await expect(page.getByText('&g8;').first()).toBeVisible();
});
