import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright/test';
import type { FirmwareFiles } from '../../src/testing/firmware-files.ts';
import { choose, expectSameBytes, slowUploads, uploads } from '../support/ota-drop.ts';
import { chooseOne, countTickets, noiseFile, openAndChoose } from './evidence.ts';
import { countFiles, startProcess, type ServerProcess } from '../support/cloud/server-process.ts';
import { expect, expectProved, test as base } from './fixtures.ts';

/**
 * Outages, with real processes: the server and its store are killed and started again on the same ports, with the same
 * folder. And what a slow line does to small files. Time is real here, since a killed server knows no other.
 */

const test = base.extend<{ readonly startProcess: () => Promise<ServerProcess> }>({
  startProcess: async ({}, use) => {
    const started: ServerProcess[] = [];
    await use(async () => {
      const server = await startProcess();
      started.push(server);
      return server;
    });
    await Promise.all(started.map((server) => server.stop()));
  },
});

test.beforeEach(() => test.setTimeout(180_000));

const BACK = { timeout: 60_000 };
/** As long as it takes to have used up all attempts, were they counted. */
const LONG_MS = 15_000;

const waitOf = (row: Locator) => row.getByTestId('failure');

/** Done and verified, and the store gives back the same bytes. */
async function expectStored(row: Locator, path: string): Promise<void> {
  await expect(row).toHaveAttribute('data-status', 'done', BACK);
  await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  await expectSameBytes((await row.getByTestId('firmware-url').textContent()) ?? '', path);
}

async function smallFiles({ dir }: FirmwareFiles, count: number, size: number) {
  const paths = Array.from({ length: count }, (_, n) => join(dir, `small-${count}-${n}.bin`));
  await Promise.all(paths.map((path, n) => writeFile(path, randomBytes(size + n))));
  return paths;
}

const statuses = (page: Page) =>
  uploads(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-status')));

test('U35 · 150 KiB behind 120 MB on a slow line are through within seconds, and the large one goes on', async ({
  page,
  files,
  startProxied,
}) => {
  const cloud = await startProxied();
  cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: 1_000_000 });
  await page.goto(cloud.url);
  const large = await chooseOne(page, await noiseFile(files, 120));
  const second = await chooseOne(page, await noiseFile(files, 130));
  await expect(large).toHaveAttribute('data-status', 'sending');
  // By now the speed is known: the large one will outlive its ticket, alone or not.
  await sleep(7_000);
  await expect(second).toHaveAttribute('data-status', 'queued');
  const paths = await smallFiles(files, 3, 150 * 1024);
  const began = Date.now();
  await choose(page, ...paths);
  for (const [nth, path] of paths.entries()) {
    const row = uploads(page).nth(2 + nth);
    await expect(row).toHaveAttribute('data-status', 'done', { timeout: 20_000 });
    await expectProved(page, cloud, await readFile(path), row);
  }
  expect(Date.now() - began).toBeLessThan(20_000);
  await expect(large).toHaveAttribute('data-status', 'sending');
  await expect(large).toHaveAttribute('data-attempt', '1');
  await expect(second).toHaveAttribute('data-status', 'queued');
});

test('U36 · the server is killed in the middle of an upload and comes back: it goes on by itself', async ({
  page,
  files,
  startProcess,
}) => {
  const server = await startProcess();
  const path = await noiseFile(files, 60);
  await page.goto(server.url);
  const letGo = await slowUploads(page, 4_000_000);
  const row = await chooseOne(page, path);
  await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(1);
  await server.signal('SIGKILL');
  await expect(row).toHaveAttribute('data-status', 'waiting', BACK);
  await expect(waitOf(row)).toHaveAttribute('data-code', 'FW-U07');
  await expect(waitOf(row)).toContainText('Neither the upload server nor storage answers');
  await expect(waitOf(row)).toContainText(
    'It starts by itself when the upload server answers again.',
  );
  await expect(row).toContainText('Waiting for the server');
  const tickets = countTickets(page);
  // What comes meanwhile does not begin, and says why.
  const late = await chooseOne(page, files.gz);
  await expect(late).toHaveAttribute('data-status', 'queued');
  await expect(late).toContainText('It starts by itself when the upload server answers again.');
  await sleep(LONG_MS);
  await expect(row).toHaveAttribute('data-status', 'waiting');
  await expect(late).toHaveAttribute('data-attempt', '1');
  expect(tickets.asked).toBe(0);

  await letGo();
  await server.startAgain();
  await expectStored(row, path);
  await expectStored(late, files.gz);
  await expect(row).toHaveAttribute('data-attempt', '2');
  await expect(late).toHaveAttribute('data-attempt', '1');
});

test('U36 · the server is away before an upload: the user may try, and loses nothing by it', async ({
  page,
  files,
  startProcess,
}) => {
  const server = await startProcess();
  await page.goto(server.url);
  await chooseOne(page, files.bin);
  await expectStored(uploads(page).first(), files.bin);
  await server.signal('SIGKILL');
  const row = await chooseOne(page, files.gz);
  await expect(row).toHaveAttribute('data-status', 'waiting');
  await expect(waitOf(row)).toHaveAttribute('data-code', 'FW-T01');
  await expect(waitOf(row)).toContainText('Your file has not been sent.');
  for (let press = 2; press < 9; press += 1) {
    await row.getByTestId('retry').click();
    await expect(row).toHaveAttribute('data-attempt', String(press));
    await expect(row).toHaveAttribute('data-status', 'waiting');
  }
  await server.startAgain();
  await expectStored(row, files.gz);
});

for (const seconds of [2, 10]) {
  test(`U36 · forty files, and the server is away for ${seconds} s: all of them are uploaded`, async ({
    page,
    files,
    startProcess,
  }) => {
    const server = await startProcess();
    const paths = await smallFiles(files, 40, 1_500_000);
    await page.goto(server.url);
    const letGo = await slowUploads(page, 6_000_000);
    await choose(page, ...paths);
    await expect.poll(async () => (await countFiles(server.dataDir)).objects).toBeGreaterThan(1);
    await server.signal('SIGKILL');
    await expect(page.getByTestId('many-away')).toContainText(
      'Can’t reach the upload server. Uploads go on by themselves when it answers again',
      BACK,
    );
    await sleep(seconds * 1_000);
    expect(await statuses(page)).not.toContain('failed');
    await server.startAgain();
    await letGo();
    await expect(page.getByTestId('many-away')).toHaveCount(0, BACK);
    await expect
      .poll(async () => new Set(await statuses(page)), { timeout: 90_000 })
      .toEqual(new Set(['done']));
    expect(await countFiles(server.dataDir)).toMatchObject({ tmp: 0 });
  });
}

test('U36 · the server is killed when everything was sent: the answer is asked for when it is back', async ({
  page,
  files,
  startProcess,
}) => {
  const server = await startProcess();
  await page.goto(server.url);
  // Stopped, it takes what fits into its sockets and says nothing.
  const row = uploads(page);
  await page.route('**/api/tickets', async (route) => {
    const response = await route.fetch();
    server.pause();
    await route.fulfill({ response });
  });
  await choose(page, files.gz);
  await expect(row).toHaveAttribute('data-status', /sending|confirming/);
  await sleep(1_000);
  await page.unroute('**/api/tickets');
  await server.signal('SIGKILL');
  await sleep(LONG_MS);
  await expect(row).toHaveAttribute('data-status', /waiting|confirming/);
  await server.startAgain();
  await expectStored(row, files.gz);
});

test('U37 · the store alone is away: nothing is asked of it but whether it is back, and then all goes on', async ({
  page,
  files,
  startProxied,
}) => {
  const cloud = await startProxied();
  const path = await noiseFile(files, 40);
  cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: 4_000_000 });
  const { row } = await openAndChoose(page, cloud, path);
  await expect.poll(() => cloud.unfinished()).toBe(1);
  await cloud.proxy.down();
  cloud.proxy.clear();
  await expect(row).toHaveAttribute('data-status', 'waiting', BACK);
  await expect(waitOf(row)).toContainText('It starts by itself when storage answers again.');
  await expect(row).toContainText('Waiting for storage');
  const tickets = countTickets(page);
  const late = await chooseOne(page, files.gz);
  await sleep(LONG_MS);
  await expect(row).toHaveAttribute('data-status', 'waiting');
  await expect(late).toHaveAttribute('data-status', 'queued');
  // Tickets would be for nothing.
  expect(tickets.asked).toBe(0);

  await cloud.proxy.up();
  await expectProved(page, cloud, await readFile(path), row);
  await expectProved(page, cloud, await readFile(files.gz), late);
  expect(tickets.asked).toBe(2);
});

test('U37 · a reload while the store is away keeps the list', async ({
  page,
  files,
  startProxied,
}) => {
  const cloud = await startProxied();
  await page.goto(cloud.url);
  await cloud.proxy.down();
  const row = await chooseOne(page, files.gz);
  await expect(row).toHaveAttribute('data-status', 'waiting');
  await page.reload();
  await expect(row).toHaveAttribute('data-status', 'interrupted');
  await cloud.proxy.up();
  await choose(page, files.gz);
  await expectProved(page, cloud, await readFile(files.gz), row);
});
