import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { sparseFile, type FirmwareFiles } from '../../src/testing/firmware-files.ts';
import { launch, type Launched } from '../support/cloud/server-process.ts';
import { choose, expect, slowUploads, test as base, uploads } from '../support/ota-drop.ts';
import { KEYS, startCeph, type CephCluster } from './ceph-cluster.ts';
import { startRoundRobin, type RoundRobin } from './round-robin.ts';
import { keysIn, makeBucket, readBack } from './run-client.ts';

/**
 * The page in a browser, and a Ceph of Debian's packages behind `CLOUD=bucket`:
 *
 *   browser ──> round robin ──> two gateways ──> one cluster
 */

const BUCKET = 'firmware';

type Store = { readonly ceph: CephCluster; readonly balancer: RoundRobin };
type OpenPage = (env?: Readonly<Record<string, string>>) => Promise<void>;

const test = base.extend<{ readonly open: OpenPage }, { readonly store: Store }>({
  store: [
    async ({}, use) => {
      const ceph = await startCeph();
      const balancer = await startRoundRobin(ceph.gateways.map(({ url }) => url));
      await makeBucket(balancer.url, BUCKET);
      await use({ ceph, balancer });
      balancer.stop();
      await ceph.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  open: async ({ page, store }, use) => {
    const servers: Launched[] = [];
    await use(async (env) => {
      const server = await launch({
        CLOUD: 'bucket',
        BUCKET,
        BUCKET_ENDPOINT: store.balancer.url,
        ACCESS_KEY_ID: KEYS.id,
        ACCESS_KEY_SECRET: KEYS.secret,
        ...env,
      });
      servers.push(server);
      if (server.urls === undefined) throw new Error(server.output());
      await page.goto(server.urls.url);
    });
    for (const server of servers) await server.stop();
  },
});

/** Twelve packages as their makers publish them. */
function twelve({ dir, ...files }: FirmwareFiles): readonly string[] {
  const hubs = join(import.meta.dirname, '../../node_modules/@pybricks/firmware/build');
  const zips = ['cityhub', 'essentialhub', 'ev3', 'nxt'].map((hub) => join(hubs, `${hub}.zip`));
  const images = ['movehub', 'technichub'].map((hub) => join(dir, `${hub}.bin`));
  return [...Object.values(files), ...images, ...zips];
}

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** The key of each file's object, in the order of the list. */
async function keysOf(page: Page, { balancer }: Store): Promise<readonly string[]> {
  const urls = await page.getByTestId('firmware-url').allTextContents();
  const before = `${balancer.url}/${BUCKET}/`;
  for (const url of urls) expect(url.startsWith(before)).toBe(true);
  return urls.map((url) => url.slice(before.length));
}

async function expectDone(page: Page, count: number): Promise<void> {
  const done = uploads(page).and(page.locator('[data-status=done]'));
  await expect(done).toHaveCount(count, { timeout: 90_000 });
  const verified = page.locator('[data-testid=verdict][data-verdict=verified]');
  await expect(verified).toHaveCount(count);
}

const failureOf = (row: Locator) => row.getByTestId('failure');

for (const version of ['4', '2']) {
  test(`twelve packages, signature version ${version}: others read back the same bytes`, async ({
    page,
    open,
    store,
    files,
  }) => {
    await open({ BUCKET_SIGNATURE: version });
    const paths = twelve(files);
    await choose(page, ...paths);
    await expectDone(page, paths.length);
    const keys = await keysOf(page, store);
    const ours = await Promise.all(paths.map(sha256Of));
    for (const client of ['aws', 'minio'] as const) {
      expect(await readBack(client, store.balancer.url, BUCKET, keys)).toEqual(ours);
    }
  });
}

test('an upload is verified by MD5, and says so', async ({ page, open, files }) => {
  await open();
  await choose(page, files.zip);
  await expectDone(page, 1);
  await expect(page.getByText(/^Verified by MD5/)).toBeVisible();
});

test.describe('a refusal can be read:', () => {
  test('the key is wrong', async ({ page, open, files }) => {
    await open({ ACCESS_KEY_SECRET: 'another-secret' });
    await choose(page, files.bin);
    const failure = failureOf(uploads(page));
    await expect(failure).toHaveAttribute('data-code', 'FW-U11', { timeout: 60_000 });
    await expect(page.getByTestId('detail-failure').getByText('HTTP 403')).toBeVisible();
  });

  test('the ticket expired on the way', async ({ page, open, dir }) => {
    await open({ TICKET_LIFE_S: '1' });
    await slowUploads(page, 1_500_000);
    const path = join(dir, 'slow.bin');
    await writeFile(path, randomBytes(6_000_000));
    await choose(page, path);
    const row = uploads(page);
    await expect(row.getByText('expired on the way').first()).toBeVisible({ timeout: 60_000 });
  });

  test('the server’s clock is off', async ({ page, open, files }) => {
    const late = 'const now = Date.now; Date.now = () => now() - 300_000;';
    await open({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(late)}` });
    await choose(page, files.bin);
    const row = uploads(page);
    await expect(failureOf(row)).toContainText('The clocks of storage', { timeout: 60_000 });
  });

  test('the file is too large', async ({ page, open, dir }) => {
    await open();
    await choose(page, await sparseFile(join(dir, 'large.bin'), 1_048_576_001));
    await expect(uploads(page)).toContainText('larger than 1,000 MiB');
  });
});

test('one of two gateways ends in the middle of four uploads: nothing is lost', async ({
  page,
  open,
  store,
  dir,
}) => {
  await open();
  const before = await keysIn(store.balancer.url, BUCKET);
  const paths = await Promise.all(
    ['a', 'b', 'c', 'd'].map(async (name) => {
      const path = join(dir, `${name}.bin`);
      await writeFile(path, randomBytes(8_000_000));
      return path;
    }),
  );
  const letGo = await slowUploads(page, 2_000_000);
  await choose(page, ...paths);
  const [first] = store.ceph.gateways;
  if (first === undefined) throw new Error('no gateway');
  const sentBefore = store.balancer.bytesTo(first.url);
  const allBefore = store.ceph.gateways.reduce(
    (sum, { url }) => sum + store.balancer.bytesTo(url),
    0,
  );
  await expect
    .poll(() => store.balancer.bytesTo(first.url) - sentBefore, { timeout: 30_000 })
    .toBeGreaterThan(500_000);
  await first.end();
  await letGo();
  await expectDone(page, paths.length);
  const keys = await keysOf(page, store);
  const ours = await Promise.all(paths.map(sha256Of));
  expect(await readBack('aws', store.balancer.url, BUCKET, keys)).toEqual(ours);
  // Something was sent again, by the page or by the browser itself.
  const bytes = store.ceph.gateways.map(({ url }) => store.balancer.bytesTo(url));
  expect(bytes.reduce((sum, each) => sum + each) - allBefore).toBeGreaterThan(32_500_000);
  // What was cut left nothing behind.
  expect((await keysIn(store.balancer.url, BUCKET)).length - before.length).toBe(paths.length);
  await first.startAgain();
});

test('ali-oss reads back what the page wrote to a store that speaks OSS', async ({
  page,
  server,
  files,
}) => {
  await page.goto(server.url);
  await choose(page, files.zip, files.apk);
  await expectDone(page, 2);
  const urls = await page.getByTestId('firmware-url').allTextContents();
  const keys = urls.map((url) => new URL(url).pathname.slice(1));
  const read = await readBack('ali-oss', server.cloudUrl, 'ota-drop', keys);
  expect(read).toEqual([await sha256Of(files.zip), await sha256Of(files.apk)]);
});
