import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright/test';
import {
  controllerOf,
  plantProject,
  registrationsSeenBy,
} from '../support/browser/foreign-worker.ts';
import { standStill } from '../support/browser/page-clock.ts';
import { chooseOne, expectCounts, inDetail, noiseFile } from './evidence.ts';
import { expect, expectVerified, test } from './fixtures.ts';

/** Another project's service worker between the page and the network: ports of localhost belong to many projects. */

const SLOW = { kind: 'bandwidth', bytesPerSecond: 500_000 } as const;

/** How often the page itself was loaded. */
function countLoads(page: Page): { count: number } {
  const loads = { count: 0 };
  page.on('load', () => (loads.count += 1));
  return loads;
}

const atWork = (page: Page) => expect.poll(() => controllerOf(page)).toContain('/other.js');
const leftBehind = (page: Page) =>
  // Between two pages there is none to ask.
  expect.poll(() => controllerOf(page).catch(() => 'between pages')).toBeUndefined();
const isReady = (page: Page) => expect(page.getByTestId('file-input')).toBeAttached();

test('B17 it is left by one reload', async ({ page, files, proxied: cloud, putBefore }) => {
  const gateway = await putBefore(cloud.url);
  await (await plantProject(gateway, page.context()).visit()).close();
  const loads = countLoads(page);
  await page.goto(gateway.url);
  await expect.poll(() => loads.count).toBe(2);
  await isReady(page);
  expect(await controllerOf(page)).toBeUndefined();
  expect(await registrationsSeenBy(page)).toEqual([]);
  await expect(page.getByTestId('foreign-worker')).toHaveCount(0);

  // Progress is seen on a slow line.
  const letGo = cloud.proxy.add(SLOW);
  const path = await noiseFile(files, 16);
  const row = await chooseOne(page, path);
  const progress = async () => Number(await row.getByTestId('progress').getAttribute('value'));
  await expect.poll(progress).toBeGreaterThan(0);
  letGo();
  await expectVerified(cloud, row, path);
  expect(loads.count).toBe(2);
});

test('B17 one that takes over is shown', async ({ page, files, proxied: cloud, putBefore }) => {
  const gateway = await putBefore(cloud.url);
  await standStill(page, gateway.url);
  const loads = countLoads(page);
  await (await plantProject(gateway, page.context()).visit()).close();
  await atWork(page);
  const note = page.getByTestId('foreign-worker');
  for (const words of ['FW-B17', `${gateway.url}/other.js`, 'no progress', 'another port']) {
    await expect(note).toContainText(words);
  }
  const letGo = cloud.proxy.add(SLOW);
  const path = await noiseFile(files, 16);
  const row = await chooseOne(page, path);
  await expect(row).toHaveAttribute('data-status', 'sending');
  await page.clock.runFor(21_000);
  const stall = await inDetail(row, 'stall');
  await expect(stall).toHaveAttribute('data-why', 'unseen');
  await expect(stall).toHaveAttribute('data-code', 'FW-B17');
  // Longer than any other transfer is waited for.
  await page.clock.runFor(200_000);
  await expect(row).toHaveAttribute('data-status', 'sending');
  letGo();
  await expectVerified(cloud, row, path);
  await expectCounts({ cloud, page }, { asked: 1, posts: 1 });
  // Reloading by itself would have cost the upload.
  expect(loads.count).toBe(0);
  await note.getByRole('button', { name: 'Reload' }).click();
  await leftBehind(page);
  await expect(note).toHaveCount(0);
});

test('B17 one that comes back is not reloaded away a second time', async ({ page, gateway }) => {
  const project = plantProject(gateway, page.context());
  await (await project.visit()).close();
  const loads = countLoads(page);
  await page.goto(gateway.url);
  await expect.poll(() => loads.count).toBe(2);
  await isReady(page);

  await page.goto('about:blank');
  await (await project.visit()).close();
  await page.goto(gateway.url);
  await expect(page.getByTestId('foreign-worker')).toBeVisible();
  expect(await controllerOf(page)).toContain('/other.js');
  expect(loads.count).toBe(4);
});

test('B17 one of an earlier demo is left behind', async ({ page, files, cloud, gateway }) => {
  const ours = new URL('../../src/mocks/worker/mock-worker.js', import.meta.url);
  const theirs = createRequire(import.meta.url).resolve('msw/mockServiceWorker.js');
  const parts = [await readFile(ours, 'utf8'), await readFile(theirs, 'utf8')];
  const text = parts.join('\n').replace(/importScripts\(.*\);/, '');
  await (await plantProject(gateway, page.context(), { text }).visit()).close();
  await page.goto(gateway.url);
  await leftBehind(page);
  await expectVerified(cloud, await chooseOne(page, files.gz), files.gz);
});

test('B17 one with a cache is gone by the next visit', async ({ page, gateway }) => {
  await (await plantProject(gateway, page.context(), 'cache-first').visit()).close();
  await page.goto(gateway.url);
  await expect(page).toHaveTitle('Another project');
  // The browser looks for a newer script of the worker after each visit, and our server has the last one.
  await expect.poll(() => registrationsSeenBy(page)).toEqual([]);
  await page.reload();
  await expect(page).toHaveTitle(/OTA Drop/);
  await isReady(page);
});
