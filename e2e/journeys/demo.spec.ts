import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { uploaderOn } from '../../src/automation/uploader.ts';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { expect, slowUploads, test } from '../support/ota-drop.ts';
import { serveDemo, type StaticDemo } from '../support/cloud/static-demo.ts';
import { watchHeap } from '../failures/evidence.ts';
import { crc64OfFile } from './steps.ts';

/** The demo: the same page with no server at all, and the service worker that must never touch a file. */

const dist = join(import.meta.dirname, '../../dist');
let demo: StaticDemo;

test.beforeAll(async () => {
  demo = await serveDemo();
});
test.afterAll(() => demo.stop());

/** Notes in the page when the shown progress changes. @returns the milliseconds between two changes, in their order */
async function watchProgress(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.addInitScript(() => {
    const gaps: number[] = [];
    let last: { value: string; at: number } | undefined;
    new MutationObserver(() => {
      const value = document.querySelector('[data-testid=progress]')?.getAttribute('value');
      if (value === undefined || value === null || value === last?.value) return;
      const at = performance.now();
      if (last !== undefined) gaps.push(at - last.at);
      last = { value, at };
    }).observe(document, { subtree: true, childList: true, attributes: true });
    Object.assign(globalThis, { progressGaps: gaps });
  });
  return () => page.evaluate<readonly number[]>('globalThis.progressGaps');
}

/** The same of a page with nothing in it but a beat of 100 ms: how late this machine is now, whatever runs on it. */
async function watchBeat(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate(() => {
    const gaps: number[] = [];
    let last = performance.now();
    setInterval(() => {
      const at = performance.now();
      gaps.push(at - last);
      last = at;
    }, 100);
    Object.assign(globalThis, { beatGaps: gaps });
  });
  return () => page.evaluate<readonly number[]>('globalThis.beatGaps');
}

const GAP_MAX_MS = 120;
const sorted = (gaps: readonly number[]) => gaps.toSorted((a, b) => a - b);
const told = (gaps: readonly number[]) =>
  `${gaps.filter((gap) => gap > GAP_MAX_MS).length} of ${gaps.length} over ${GAP_MAX_MS} ms: ${gaps.map(Math.round).join(' ')}`;

test('200 MB below another address: progress, and the own checksum', async ({
  page,
  context,
  files: firmware,
}) => {
  const path = await sparseFile(join(firmware.dir, 'demo.bin'), 200_000_000);
  const progress = await watchProgress(page);
  await page.goto(demo.url);
  await expect(page.getByTestId('simulated')).toBeVisible();
  const beat = await watchBeat(await context.newPage());
  const upload = await uploaderOn(page).choose(path);
  await upload.waitFor('done');

  const gaps = sorted(await progress());
  const beats = sorted(await beat());
  for (const [type, all] of [
    ['gaps', gaps],
    ['beat', beats],
  ] as const) {
    test.info().annotations.push({ type, description: told(all) });
  }
  expect(gaps.length).toBeGreaterThanOrEqual(20);
  // All of them where the machine has nothing else to do (see the annotations). Where it has, the page and its three digests wait for
  // a core, and so does a page that does nothing.
  expect(gaps[Math.floor(gaps.length / 2)]).toBeLessThanOrEqual(GAP_MAX_MS);
  expect(gaps.at(-1)).toBeLessThan(1_000);

  expect(await upload.digest('crc64')).toBe(await crc64OfFile(path));
  expect(await upload.url()).toMatch(/^https:\/\/simulated\.invalid\/ota\/firmware\//);
  expect(await upload.receipt()).toMatchObject({ verdict: 'verified', size: 200_000_000 });
  await expect(page.getByTestId('simulated')).toBeVisible();
  expect(demo.missing).toEqual([]);
});

test('the memory of the demo does not grow with a file', async ({ page, files: firmware }) => {
  const path = await sparseFile(join(firmware.dir, 'demo-heap.bin'), 200_000_000);
  await page.goto(demo.url);
  const heap = await watchHeap(page);
  const before = await heap();
  const upload = await uploaderOn(page).choose(path);
  let most = 0;
  while ((await upload.status()) !== 'done') most = Math.max(most, await heap());
  // A few pieces that are not collected yet.
  expect(most - before).toBeLessThan(60_000_000);
});

test('the mock worker leaves a real upload alone', async ({ page, server }) => {
  await page.goto(demo.url);
  await expect(page.getByTestId('simulated')).toBeVisible();
  await slowUploads(page, 20_000_000);
  const ticket = await fetch(`${server.url}/api/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"fileSuffix":"bin"}',
  }).then((response) => response.json());
  const result = await page.evaluate(
    ({ data }) =>
      new Promise<{ controlled: boolean; events: number; status: number; crc64: string | null }>(
        (resolve) => {
          const form = new FormData();
          for (const name of ['key', 'policy', 'OSSAccessKeyId']) form.append(name, data[name]);
          form.append('Signature', data.signature);
          form.append('file', new Blob([new Uint8Array(40 * 1024 * 1024)]), 'a.bin');
          const request = new XMLHttpRequest();
          let events = 0;
          request.upload.addEventListener('progress', () => (events += 1));
          request.addEventListener('loadend', () =>
            resolve({
              controlled: navigator.serviceWorker.controller !== null,
              events,
              status: request.status,
              crc64: request.getResponseHeader('x-oss-hash-crc64ecma'),
            }),
          );
          request.open('POST', data.host);
          request.send(form);
        },
      ),
    ticket,
  );
  expect(result.controlled).toBe(true);
  expect(result.status).toBe(204);
  expect(result.crc64).toMatch(/^\d+$/);
  expect(result.events).toBeGreaterThan(5);
});

test('what runs in production holds nothing of MSW and of presenter mode, and no fault to arm', async () => {
  // A sentence of the faults stands for all of them: names do not outlive a build.
  const ELSEWHERE =
    /\bmsw\b|\[MSW\]|mockServiceWorker|simulated\.invalid|Thread pool is almost full|presenter-|Presenter mode|演示模式|large-type|sensor-hub/;
  const textsOf = async (folder: string) => {
    const entries = await readdir(join(dist, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return Promise.all(
      files.map(async ({ parentPath, name }) => ({
        name,
        isFound: ELSEWHERE.test(await readFile(join(parentPath, name), 'utf8')),
      })),
    );
  };
  const foundIn = async (folder: string) =>
    (await textsOf(folder)).filter(
      ({ name, isFound }) => isFound || /mock|msw|presenter/i.test(name),
    );
  expect(await foundIn('client')).toEqual([]);
  expect(await foundIn('server')).toEqual([]);
  expect((await foundIn('demo')).map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'mock-worker.js',
      'mockServiceWorker.js',
      expect.stringMatching(/^Presenter-.*\.js$/),
      expect.stringMatching(/^Presenter-.*\.css$/),
    ]),
  );
});

test('the demo creates a package in the simulated cloud', async ({ page, files: firmware }) => {
  await page.goto(demo.url);
  await uploaderOn(page).choose(firmware.bin);
  await page.getByTestId('hand-off').click();
  await page.getByTestId('field-destVersion').fill('1.0');
  await page.getByTestId('create-package').click();
  await expect(page.getByTestId('package-created')).toBeFocused();
});

test('Open gives the bytes of the file, though nothing is stored', async ({
  page,
  files: firmware,
}) => {
  await page.goto(demo.url);
  await uploaderOn(page).choose(firmware.zip);
  const saving = page.waitForEvent('download');
  await page.getByTestId('open-stored').click();
  const opened = await readFile(await (await saving).path());
  expect(opened.equals(await readFile(firmware.zip))).toBe(true);
  // One banner says it for all rows.
  await expect(page.getByText('leads nowhere')).toHaveCount(0);
});
