import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FirmwareFiles } from '../../src/testing/firmware-files.ts';
import { letPass } from '../support/browser/page-clock.ts';
import { startProcess } from '../support/cloud/server-process.ts';
import { countFiles } from '../support/cloud/stored-files.ts';
import { choose, slowUploads, uploads } from '../support/ota-drop.ts';
import { starting } from '../support/starting.ts';
import { chooseOne, countTickets, noiseFile, openAndChoose, statusesOf } from './evidence.ts';
import { expect, expectAttempt, expectVerified, expectWaiting, test as base } from './fixtures.ts';

/**
 * Outages, with real processes: the server and its store are killed and started again on the same ports, with the same
 * folder. And what a slow line does to small files. Time is real here, but for long waits of the page alone.
 */

const test = base.extend<{ readonly startProcess: typeof startProcess }>({
  startProcess: starting(startProcess),
});

test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  await page.clock.install();
});

const BACK = { timeout: 60_000 };
/** Longer than all attempts would take, were they counted. */
const LONG_MS = 15_000;
const STARTS = 'Starts when the server is back.';

async function smallFiles({ dir }: FirmwareFiles, count: number, size: number) {
  const paths = Array.from({ length: count }, (_, n) => join(dir, `small-${count}-${n}.bin`));
  await Promise.all(paths.map((path, n) => writeFile(path, randomBytes(size + n))));
  return paths;
}

test('U35 small files pass large ones', async ({ page, files, proxied: cloud }) => {
  cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: 1_000_000 });
  const large = await openAndChoose(page, cloud, await noiseFile(files, 120));
  const second = await chooseOne(page, await noiseFile(files, 130));
  await expect(large).toHaveAttribute('data-status', 'sending');
  // By now the speed is known: the large one will outlive its ticket, alone or not.
  await sleep(7_000);
  await expect(second).toHaveAttribute('data-status', 'queued');
  const paths = await smallFiles(files, 3, 150 * 1024);
  const began = Date.now();
  await choose(page, ...paths);
  for (const [nth, path] of paths.entries()) {
    await expectVerified(cloud, uploads(page).nth(2 + nth), path, { timeout: 20_000 });
  }
  expect(Date.now() - began).toBeLessThan(20_000);
  await expect(large).toHaveAttribute('data-status', 'sending');
  await expectAttempt(large, 1);
  await expect(second).toHaveAttribute('data-status', 'queued');
});

test('U36 a killed server is waited for', async ({ page, files, startProcess }) => {
  const server = await startProcess();
  const path = await noiseFile(files, 60);
  await page.goto(server.url);
  const letGo = await slowUploads(page, 4_000_000);
  const row = await chooseOne(page, path);
  await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(1);
  await server.signal('SIGKILL');
  await expect(row).toHaveAttribute('data-status', 'waiting', BACK);
  const neither = 'Neither the server nor storage answers';
  await expectWaiting(row, { kind: 'connection-lost', code: 'U07' }, neither, STARTS);
  await expect(row).toContainText('Waiting for the server');
  const tickets = countTickets(page);
  // What comes meanwhile does not begin, and says why.
  const late = await chooseOne(page, files.gz);
  await expect(late).toHaveAttribute('data-status', 'queued');
  await expect(late).toContainText(STARTS);
  await letPass(page, LONG_MS);
  await expect(row).toHaveAttribute('data-status', 'waiting');
  await expectAttempt(late, 1);
  expect(tickets.asked).toBe(0);

  await letGo();
  await server.startAgain();
  await expectVerified(server, row, path, BACK);
  await expectVerified(server, late, files.gz, BACK);
  await expectAttempt(row, 2);
  await expectAttempt(late, 1);
});

test('U36 of forty files in an outage none fails', async ({ page, files, startProcess }) => {
  const server = await startProcess();
  const paths = await smallFiles(files, 40, 1_500_000);
  await page.goto(server.url);
  const letGo = await slowUploads(page, 6_000_000);
  await choose(page, ...paths);
  await expect.poll(async () => (await countFiles(server.dataDir)).objects).toBeGreaterThan(1);
  await server.signal('SIGKILL');
  const away = 'Can’t reach the server. Queued files start when it’s back.';
  await expect(page.getByTestId('many-away')).toContainText(away, BACK);
  await letPass(page, 10_000);
  expect(await statusesOf(page)).not.toContain('failed');
  await server.startAgain();
  await letGo();
  await expect(page.getByTestId('many-away')).toHaveCount(0, BACK);
  await expect
    .poll(async () => new Set(await statusesOf(page)), { timeout: 90_000 })
    .toEqual(new Set(['done']));
  expect(await countFiles(server.dataDir)).toMatchObject({ tmp: 0 });
});

test('U36 killed when all was sent, it is asked later', async ({ page, files, startProcess }) => {
  const server = await startProcess();
  await page.goto(server.url);
  // Stopped, it takes what fits into its sockets and says nothing.
  await page.route('**/api/tickets', async (route) => {
    const response = await route.fetch();
    server.pause();
    await route.fulfill({ response });
  });
  const row = await chooseOne(page, files.gz);
  await expect(row).toHaveAttribute('data-status', /sending|confirming/);
  await sleep(1_000);
  await page.unroute('**/api/tickets');
  await server.signal('SIGKILL');
  await letPass(page, LONG_MS);
  await expect(row).toHaveAttribute('data-status', /waiting|confirming/);
  await server.startAgain();
  await expectVerified(server, row, files.gz, BACK);
});

test('U37 a store that is away gets no forms', async ({ page, files, proxied: cloud }) => {
  const path = await noiseFile(files, 40);
  cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: 4_000_000 });
  const row = await openAndChoose(page, cloud, path);
  await expect.poll(() => cloud.unfinished()).toBe(1);
  await cloud.proxy.down();
  cloud.proxy.clear();
  await expect(row).toHaveAttribute('data-status', 'waiting', BACK);
  await expect(row).toContainText('Starts when storage is back.');
  await expect(row).toContainText('Waiting for storage');
  const tickets = countTickets(page);
  const late = await chooseOne(page, files.gz);
  await letPass(page, LONG_MS);
  await expect(row).toHaveAttribute('data-status', 'waiting');
  await expect(late).toHaveAttribute('data-status', 'queued');
  // Tickets would be for nothing.
  expect(tickets.asked).toBe(0);

  await cloud.proxy.up();
  await expectVerified(cloud, row, path);
  await expectVerified(cloud, late, files.gz);
  expect(tickets.asked).toBe(2);
});
