import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { choose, detailOf, expect, slowUploads, test, uploads } from '../support/ota-drop.ts';
import { serveDemo } from '../support/cloud/static-demo.ts';
import { crc64OfFile, digestOf } from './steps.ts';

/** The demo: the same page with no server at all, and the service worker that must never touch a file. */

const dist = join(import.meta.dirname, '../../dist');
let demo: Awaited<ReturnType<typeof serveDemo>>;
let url: string;

test.beforeAll(async () => {
  demo = await serveDemo();
  ({ url } = demo);
});
test.afterAll(() => demo.stop());

test('the demo shows progress and checksum of 200 MB', async ({ page, files: firmware }) => {
  const path = await sparseFile(join(firmware.dir, 'demo.bin'), 200_000_000);
  await page.goto(url);
  await expect(page.getByTestId('simulated')).toBeVisible();
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const base = await heap();
  await choose(page, path);
  const row = uploads(page);
  const values = new Set<string>();
  let max = 0;
  await expect(async () => {
    const bar = row.getByTestId('progress');
    if ((await row.getAttribute('data-status')) === 'sending') {
      values.add(
        (await bar.getAttribute('value')) ?? (await bar.getAttribute('aria-valuenow')) ?? '',
      );
    }
    max = Math.max(max, await heap());
    await expect(row).toHaveAttribute('data-status', 'done', { timeout: 100 });
  }).toPass({ timeout: 50_000, intervals: [100] });
  expect(values.size).toBeGreaterThan(5);
  expect(max - base).toBeLessThan(50 * 1024 * 1024);

  await expect(digestOf(await detailOf(row), 'crc64')).toHaveText(await crc64OfFile(path));
  await expect(row.getByTestId('firmware-url')).toHaveText(
    /^https:\/\/simulated\.invalid\/ota\/firmware\//,
  );
  await expect(page.getByTestId('simulated')).toBeVisible();
});

test('the mock worker leaves a real upload alone', async ({ page, server }) => {
  await page.goto(url);
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

test('the production build holds nothing of MSW', async () => {
  const names = await readdir(join(dist, 'client'), { recursive: true, withFileTypes: true });
  for (const entry of names) {
    expect(entry.name).not.toMatch(/mock|msw/i);
    if (!entry.isFile()) continue;
    const text = await readFile(join(entry.parentPath, entry.name), 'utf8');
    expect(/\bmsw\b|\[MSW\]|mockServiceWorker|simulated\.invalid/.test(text), entry.name).toBe(
      false,
    );
  }
  const demo = await readdir(join(dist, 'demo'));
  expect(demo).toEqual(expect.arrayContaining(['mock-worker.js', 'mockServiceWorker.js']));
});

test('the demo creates a package in the simulated cloud', async ({ page, files: firmware }) => {
  await page.goto(url);
  await choose(page, firmware.bin);
  await page.getByTestId('hand-off').click();
  await page.getByTestId('field-destVersion').fill('1.0');
  await page.getByTestId('create-package').click();
  await expect(page.getByTestId('package-created')).toBeFocused();
});

test('Open gives the bytes of the file, though nothing is stored', async ({
  page,
  files: firmware,
}) => {
  await page.goto(url);
  await choose(page, firmware.zip);
  const saving = page.waitForEvent('download');
  await page.getByTestId('open-stored').click();
  const opened = await readFile(await (await saving).path());
  expect(opened.equals(await readFile(firmware.zip))).toBe(true);
  // One banner says it for all rows.
  await expect(page.getByText('leads nowhere')).toHaveCount(0);
});
