import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Locator, type Page } from 'playwright/test';
import { AT_END } from '../../src/testing/faults/fault.ts';
import { createFaultPlan, type FaultPlan } from '../../src/testing/faults/fault-plan.ts';
import type { FaultProxy } from '../support/proxy/fault-proxy.ts';
import { findBrowser, SANDBOX_ARGS } from '../support/browser/find-browser.mjs';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { chooserOf, choose, slowUploads, uploads } from '../support/ota-drop.ts';
import { startCrashingBrowser, type CrashingBrowser } from '../support/browser/crashing-browser.ts';
import { chooseOne, countTickets, keysIn, noiseFile, uploadAgain } from './evidence.ts';
import { startPageVersions, type PageVersions } from '../support/cloud/page-versions.ts';
import { remembered, rememberMany } from '../support/browser/saved-list.ts';
import { expect, expectFailed, expectProved, test as base, type Shelves } from './fixtures.ts';

/** What can happen to the page itself, and to the browser around it. Uploads go on, or what is left of them is told. */

type Fixtures = {
  /** A browser whose tab may crash. */
  readonly startCrashing: () => Promise<CrashingBrowser>;
  /** A server that may be updated. */
  readonly startVersions: () => Promise<PageVersions>;
};

const test = base.extend<Fixtures>({
  startCrashing: async ({}, use) => {
    const started: CrashingBrowser[] = [];
    await use(async () => {
      const browser = await startCrashingBrowser();
      started.push(browser);
      return browser;
    });
    await Promise.all(started.map((browser) => browser.close()));
  },
  startVersions: async ({}, use) => {
    const started: PageVersions[] = [];
    await use(async () => {
      const versions = await startPageVersions();
      started.push(versions);
      return versions;
    });
    await Promise.all(started.map((versions) => versions.stop()));
  },
});

/** For pages that are meant to complain: what they may say is part of the test. */
const loudTest = test.extend({
  quietConsole: async ({}, use) => use(),
});

/** A connection that has carried a lot takes a lot at once: too much to be in the middle of it. */
function ownSockets(): { plan: FaultPlan } {
  return { plan: createFaultPlan({ preflight: 'own-socket' }) };
}

/** So slow that a test is always in the middle of it. @returns how to let everything go at once */
function slowDown(proxy: FaultProxy): () => void {
  return proxy.add({ kind: 'bandwidth', bytesPerSecond: 500_000 });
}
/** Of these, the system takes a part at once, and the rest is on its way for half a minute. */
const LARGE_MB = 16;

/** Notes what the browser asks a person who leaves, and has that person stay. */
function stay(page: Page): readonly string[] {
  const asked: string[] = [];
  page.on('dialog', async (dialog) => {
    await dialog.dismiss();
    // Not earlier: while one question is open the browser does not ask another.
    asked.push(dialog.type());
  });
  return asked;
}

/** Not by Playwright's own reload, which would wait for a page that never comes. */
async function tryToReload(page: Page): Promise<void> {
  await page.evaluate(() => {
    setTimeout(() => location.reload());
  });
}

test.describe('leaving', () => {
  test('B01 · is asked about while something is under way, whichever way one leaves, and nothing is lost by staying', async ({
    page,
    files,
    startProxied,
  }) => {
    const cloud = await startProxied(ownSockets());
    const path = await noiseFile(files, LARGE_MB);
    const asked = stay(page);
    await page.goto('about:blank');
    await page.goto(cloud.url);
    await page.reload();
    const letGo = slowDown(cloud.proxy);
    const row = await chooseOne(page, path);
    await expect(row).toHaveAttribute('data-status', 'sending');

    const ways = [
      () => tryToReload(page),
      () => page.evaluate(() => setTimeout(() => history.back())),
      () => page.close({ runBeforeUnload: true }),
    ];
    for (const [index, leave] of ways.entries()) {
      await leave();
      await expect.poll(() => asked).toEqual(Array(index + 1).fill('beforeunload'));
    }
    letGo();
    await expectProved(page, cloud, await readFile(path), row);
    expect(cloud.plan.seen.posts).toBe(1);
    // Done, kept, and nobody is asked.
    await page.reload();
    await expect(uploads(page)).toHaveAttribute('data-status', 'done');
    expect(asked).toHaveLength(ways.length);
  });

  test('B01 · is asked about during a wait and the last confirmation, and not after the end', async ({
    page,
    files,
    startCloud,
  }) => {
    const cloud = await startCloud();
    const asked = stay(page);
    await page.goto(cloud.url);
    cloud.plan.arm({ kind: 'refused', as: 'SlowDown', at: AT_END, retryAfterS: 30 });
    const waiting = await chooseOne(page, files.gz);
    await expect(waiting).toHaveAttribute('data-status', 'waiting');
    await tryToReload(page);
    await expect.poll(() => asked.length).toBe(1);
    await waiting.getByTestId('cancel').click();
    await expect(waiting).toHaveAttribute('data-status', 'failed');

    cloud.plan.arm({ kind: 'lost-answer', by: 'silence' });
    const confirming = await chooseOne(page, files.gz);
    await expect(confirming).toHaveAttribute('data-status', 'confirming');
    await tryToReload(page);
    await expect.poll(() => asked.length).toBe(2);
    await confirming.getByTestId('cancel').click();
    await expect(confirming).toHaveAttribute('data-status', 'cancelled');

    // A suffix that is to be chosen can be chosen again.
    await choose(page, await sparseFile(join(files.dir, 'leaving.img'), 100));
    await expect(uploads(page).last()).toHaveAttribute('data-status', 'ready');
    await page.reload();
    expect(asked).toHaveLength(2);
    expect(cloud.plan.bites).toHaveLength(2);
  });
});

test.describe('the page goes away', () => {
  /** Done, and in the middle of another one. */
  async function begin(
    page: Page,
    cloud: Shelves & { readonly url: string; readonly proxy: FaultProxy },
    paths: { readonly done: string; readonly interrupted: string },
  ): Promise<{ readonly letGo: () => void; readonly receipt: readonly string[] }> {
    await page.goto(cloud.url);
    const done = await chooseOne(page, paths.done);
    await expectProved(page, cloud, await readFile(paths.done), done);
    await expect(done.getByTestId('digest')).toHaveCount(3);
    await expect.poll(async () => (await remembered(page))[0]?.digests.sha256).toBeDefined();
    const receipt = await receiptOf(done);
    const letGo = slowDown(cloud.proxy);
    await chooseOne(page, paths.interrupted);
    await expect.poll(async () => sentOf((await remembered(page))[1]?.life)).toBeGreaterThan(0);
    return { letGo, receipt };
  }

  async function receiptOf(row: Locator): Promise<readonly string[]> {
    const url = await row.getByTestId('firmware-url').allTextContents();
    return [...url, ...(await row.getByTestId('digest').allTextContents())];
  }

  /** The list is back; the file, chosen again, takes the row over; and what was done is not touched. */
  async function expectTakenUp(
    page: Page,
    cloud: Shelves & { readonly plan: FaultPlan },
    path: string,
    { receipt }: Awaited<ReturnType<typeof begin>>,
  ): Promise<void> {
    const tickets = countTickets(page);
    await expect(uploads(page)).toHaveCount(2);
    const [done, interrupted] = [uploads(page).first(), uploads(page).last()];
    await expect(done).toHaveAttribute('data-status', 'done');
    await expect(done.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
    expect(await receiptOf(done)).toEqual(receipt);

    await expect(interrupted).toHaveAttribute('data-status', 'interrupted');
    const note = interrupted.getByTestId('interrupted');
    await expect(note).toHaveAttribute('data-code', 'FW-B02');
    await expect(note).toContainText('The last upload was interrupted');
    await expect(note).toContainText(/The page went away when [1-9]\d?% had been sent\./);
    await expect(note).toContainText('Nothing was stored.');
    await expect(interrupted.getByTestId('firmware-url')).toHaveCount(0);
    expect(await cloud.stored()).toHaveLength(1);
    expect(cloud.plan.seen.posts).toBe(2);
    expect(tickets.asked).toBe(0);

    const chooser = await chooserOf(page, () => interrupted.getByTestId('choose-again').click());
    await chooser.setFiles(path);
    await expectProved(page, cloud, await readFile(path), interrupted);
    await expect(uploads(page)).toHaveCount(2);
    expect(await receiptOf(done)).toEqual(receipt);
    // One for the first, one that was cut, one now.
    expect(cloud.plan.seen.posts).toBe(3);
    expect(keysIn(cloud.plan).size).toBe(3);
    expect(tickets.asked).toBe(1);
    expect(await cloud.stored()).toHaveLength(2);
  }

  test('B02 · by a crash in the middle: the list comes back, and the file chosen again takes its row over', async ({
    files,
    startProxied,
    startCrashing,
  }) => {
    const cloud = await startProxied(ownSockets());
    const browser = await startCrashing();
    const path = await noiseFile(files, LARGE_MB);
    const before = await begin(browser.page, cloud, { done: files.zip, interrupted: path });
    await browser.crash();
    before.letGo();
    await expect.poll(() => cloud.unfinished()).toBe(0);
    await expectTakenUp(await browser.reload(), cloud, path, before);
  });

  test('B02 · by a reload in the middle: the same', async ({ page, files, startProxied }) => {
    const cloud = await startProxied(ownSockets());
    const path = await noiseFile(files, LARGE_MB);
    const before = await begin(page, cloud, { done: files.zip, interrupted: path });
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    before.letGo();
    await expect.poll(() => cloud.unfinished()).toBe(0);
    await expectTakenUp(page, cloud, path, before);
  });

  test('B02 · by a crash when only the answer was missing: the store is asked, and nothing is sent again', async ({
    files,
    startCloud,
    startCrashing,
  }) => {
    const cloud = await startCloud();
    const browser = await startCrashing();
    cloud.plan.arm({ kind: 'lost-answer', by: 'silence' });
    await browser.page.goto(cloud.url);
    await choose(browser.page, files.zip);
    await expect.poll(async () => allSentAndDigested(browser.page)).toBe(true);
    await expect.poll(() => cloud.plan.bites.length).toBe(1);
    await browser.crash();

    const page = await browser.reload();
    await expectProved(page, cloud, await readFile(files.zip));
    await expect(uploads(page)).toHaveCount(1);
    await expect(uploads(page)).toContainText('found in storage');
    expect(cloud.plan.seen.heads).toBe(1);
    expect(cloud.plan.seen.posts).toBe(1);
  });

  test('B02 · when only the answer was missing, and nothing is stored: asked for ten seconds, then told', async ({
    page,
    files,
    startCloud,
  }) => {
    const cloud = await startCloud();
    await page.clock.install();
    cloud.plan.arm({ kind: 'stalled', at: AT_END });
    await page.goto(cloud.url);
    await choose(page, files.zip);
    await expect.poll(async () => allSentAndDigested(page)).toBe(true);
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();

    const row = uploads(page);
    const waits = [3_000, 7_000];
    for (const [index, ms] of waits.entries()) {
      await expect.poll(() => cloud.plan.seen.heads).toBe(index + 1);
      await expect(row.getByTestId('awaiting')).toHaveAttribute('data-awaiting', 'object');
      await page.clock.fastForward(ms);
    }
    await expect(row).toHaveAttribute('data-status', 'interrupted');
    expect(cloud.plan.seen.heads).toBe(3);
    const note = row.getByTestId('interrupted');
    await expect(note).toContainText('Everything had been sent, but the page went away');
    await expect(note).toContainText('A complete copy may be in storage.');
    await expect(row.getByTestId('firmware-url')).toHaveCount(0);
    expect(await cloud.stored()).toEqual([]);

    await choose(page, files.zip);
    await expectProved(page, cloud, await readFile(files.zip));
    await expect(row).toHaveCount(1);
    expect(cloud.plan.seen.posts).toBe(2);
  });

  test('B02 · what another open tab is busy with is not called interrupted', async ({
    page,
    context,
    files,
    startProxied,
  }) => {
    const cloud = await startProxied(ownSockets());
    const path = await noiseFile(files, LARGE_MB);
    const { letGo } = await begin(page, cloud, { done: files.zip, interrupted: path });
    const other = await context.newPage();
    await other.goto(cloud.url);
    const row = await chooseOne(other, files.gz);
    letGo();
    await expectProved(other, cloud, await readFile(files.gz), row);
    await expect(uploads(other)).toHaveCount(1);
    await expectProved(page, cloud, await readFile(path), uploads(page).last());
    expect(cloud.plan.seen.posts).toBe(3);
  });

  async function allSentAndDigested(page: Page): Promise<boolean> {
    const [upload] = await remembered(page);
    const isAllSent = upload?.life.kind === 'open' && upload.life.isAllSent;
    return isAllSent && upload.digests.crc64 !== undefined;
  }
});

type Life = NonNullable<Awaited<ReturnType<typeof remembered>>[number]>['life'];

function sentOf(life: Life | undefined): number {
  return life?.kind === 'open' ? life.sent : 0;
}

test.describe('two tabs', () => {
  const taken = {
    kind: 'already-uploading',
    code: 'B03',
    title: 'This file is already uploading in another tab',
    stored: 'Nothing has been sent from this tab.',
  };

  test('B03 · with the same file: the second one asks, and goes when told', async ({
    page,
    context,
    files,
    startProxied,
  }) => {
    const cloud = await startProxied(ownSockets());
    const path = await noiseFile(files, LARGE_MB);
    await page.goto(cloud.url);
    const letGo = slowDown(cloud.proxy);
    const first = await chooseOne(page, path);
    await expect(first).toHaveAttribute('data-status', 'sending');

    const other = await context.newPage();
    const tickets = countTickets(other);
    await other.goto(cloud.url);
    const second = await chooseOne(other, path);
    await expectFailed(second, taken, 'retry');
    await expect(second).toContainText('Switch to that tab, or upload it from here as well.');
    expect(tickets.asked).toBe(0);
    expect(cloud.plan.seen.posts).toBe(1);

    await expect(second.getByTestId('retry')).toHaveText('Upload it anyway');
    await second.getByTestId('retry').click();
    await expect(second).toHaveAttribute('data-status', 'sending');
    await expect(first).toHaveAttribute('data-status', 'sending');
    await expect.poll(() => cloud.plan.seen.posts).toBe(2);
    letGo();
    for (const [tab, row] of [[page, first] as const, [other, second] as const]) {
      await expectProved(tab, cloud, await readFile(path), row);
    }
    expect(tickets.asked).toBe(1);
    expect(await cloud.stored()).toHaveLength(2);
  });

  test('B03 · one after the other need not ask, whether the first has finished or is gone', async ({
    page,
    context,
    files,
    startProxied,
  }) => {
    const cloud = await startProxied(ownSockets());
    const path = await noiseFile(files, LARGE_MB);
    const other = await context.newPage();
    await other.goto(cloud.url);
    await page.goto(cloud.url);
    let letGo = slowDown(cloud.proxy);
    await choose(page, path);
    await expect(uploads(page)).toHaveAttribute('data-status', 'sending');
    await expectFailed(await chooseOne(other, path), taken, 'retry');
    letGo();
    await expectProved(page, cloud, await readFile(path));
    await expectProved(other, cloud, await readFile(path), await uploadAgain(other, path));

    letGo = slowDown(cloud.proxy);
    await expect(await uploadAgain(page, path)).toHaveAttribute('data-status', 'sending');
    await expectFailed(await uploadAgain(other, path), taken, 'retry');
    await page.close();
    letGo();
    await expectProved(other, cloud, await readFile(path), await uploadAgain(other, path));
    // Two of the first tab, one of them cut, and two of the second.
    expect(cloud.plan.seen.posts).toBe(4);
    expect(await cloud.stored()).toHaveLength(3);
  });
});

test.describe('history that cannot be kept', () => {
  /** An upload is none the worse, and nothing is said. */
  async function expectUnharmed(page: Page, cloud: Shelves, path: string): Promise<void> {
    await choose(page, path);
    await expectProved(page, cloud, await readFile(path));
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(page.locator('main > [class*=notice]')).toHaveCount(0);
    const before = (await page.locator('html').getAttribute('lang')) ?? '';
    await page.getByTestId('language').click();
    await expect(page.locator('html')).not.toHaveAttribute('lang', before);
    await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  }

  /** The same on the next visit, which knows nothing of the first one. */
  async function expectUnharmedAndForgotten(
    page: Page,
    cloud: Shelves,
    path: string,
  ): Promise<void> {
    await expectUnharmed(page, cloud, path);
    await page.goto(page.url());
    await expectUnharmed(page, cloud, path);
    expect(await cloud.stored()).toHaveLength(2);
  }

  /** What a browser can do to those who ask it to keep something; run before the page's own scripts. */
  const denials: readonly (readonly [name: string, deny: () => void])[] = [
    [
      'a database that never answers',
      () => {
        Object.defineProperty(IDBRequest.prototype, 'onsuccess', { set() {} });
      },
    ],
    [
      'a database that is closed by force',
      () => {
        IDBDatabase.prototype.transaction = () => {
          throw new DOMException('The database connection is closing.', 'InvalidStateError');
        };
      },
    ],
    [
      'no storage of any kind',
      () => {
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
          Object.defineProperty(window, name, {
            get() {
              throw new DOMException(`${name} is denied.`, 'SecurityError');
            },
          });
        }
      },
    ],
    [
      'storage that is full',
      () => {
        Storage.prototype.setItem = () => {
          throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
        };
        IDBObjectStore.prototype.put = () => {
          throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
        };
      },
    ],
  ];

  for (const [name, deny] of denials) {
    test(`B04 · ${name}: uploads work, and nothing is said`, async ({
      page,
      files,
      startCloud,
    }) => {
      const cloud = await startCloud();
      await page.addInitScript(deny);
      await page.goto(cloud.url);
      await expectUnharmedAndForgotten(page, cloud, files.gz);
    });
  }

  test('B04 · a browser that is told to keep nothing at all', async ({ files, startCloud }) => {
    const cloud = await startCloud();
    const profile = await mkdtemp(join(tmpdir(), 'ota-drop-profile-'));
    await mkdir(join(profile, 'Default'));
    const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(join(profile, 'Default/Preferences'), JSON.stringify(blocked));
    const context = await chromium.launchPersistentContext(profile, {
      ...findBrowser(),
      args: [...SANDBOX_ARGS],
      locale: 'en-US',
    });
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(cloud.url);
      const denied = page.evaluate(() => [localStorage, sessionStorage].length);
      await expect(denied).rejects.toThrow('Access is denied');
      await expectUnharmedAndForgotten(page, cloud, files.gz);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    }
  });

  test('B04 · a quota that is used up: uploads work, and are forgotten', async ({
    page,
    files,
    startCloud,
  }) => {
    const cloud = await startCloud();
    await page.goto(cloud.url);
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: cloud.url, quotaSize: 1 });
    await expectUnharmedAndForgotten(page, cloud, files.gz);
  });

  test('B04 · ten thousand records of garbage are swept out, and those of a newer page left alone', async ({
    page,
    files,
    startCloud,
  }) => {
    const cloud = await startCloud();
    // Its own origin, without the page.
    await page.goto(`${cloud.url}/healthz`);
    const newer = ['newer-1', { version: 2, tab: 't', life: { kind: 'frozen' } }] as const;
    await rememberMany(page, [...garbage(10_000), newer]);
    await page.goto(cloud.url);
    await expectUnharmed(page, cloud, files.gz);
    await expect(uploads(page)).toHaveCount(1);
    await expect.poll(async () => (await remembered(page)).length).toBe(2);
    await page.reload();
    await expect(uploads(page)).toHaveCount(1);
    await expect(uploads(page)).toHaveAttribute('data-status', 'done');
    await uploads(page).getByTestId('remove').click();
    // What it cannot read reads as nothing; it is the newer page's.
    await expect.poll(async () => remembered(page)).toEqual([undefined]);
  });
});

/** Nobody's records: shapes that no version of the page has. */
function garbage(count: number): readonly (readonly [id: string, value: unknown])[] {
  const shapes: readonly ((nth: number) => unknown)[] = [
    (nth) => nth,
    () => null,
    () => '{"version":1',
    () => [],
    () => ({ version: '1', tab: 't' }),
    (nth) => ({ tab: 't', firmware: { name: `${nth}`, size: '1' } }),
    () => ({ life: { kind: 'done', receipt: { firmwareUrl: 'javascript:alert(1)' } } }),
    () => new Uint8Array(10),
  ];
  return Array.from({ length: count }, (_, nth) => {
    const shape = shapes[nth % shapes.length];
    return [`garbage-${nth}`, shape?.(nth)];
  });
}

test.describe('memory', () => {
  test('B05 · stays flat while 200 MB travel', async ({ page, files, startCloud }) => {
    const cloud = await startCloud();
    const path = await sparseFile(join(files.dir, 'flat.bin'), 200_000_000);
    await page.goto(cloud.url);
    const session = await page.context().newCDPSession(page);
    const heap = async () => {
      const { usedSize, embedderHeapUsedSize, backingStorageSize } =
        await session.send('Runtime.getHeapUsage');
      return usedSize + embedderHeapUsedSize + backingStorageSize;
    };
    await session.send('HeapProfiler.enable');
    await session.send('HeapProfiler.collectGarbage');
    const before = await heap();
    let most = 0;
    let looks = 0;
    const row = await chooseOne(page, path);
    await expect
      .poll(
        async () => {
          most = Math.max(most, await heap());
          looks += 1;
          return row.getAttribute('data-status');
        },
        { timeout: 45_000, intervals: [50] },
      )
      .toBe('done');
    await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
    expect(most - before, `bytes of heap, seen ${looks} times`).toBeLessThan(50_000_000);
    expect(looks).toBeGreaterThan(5);
  });

  test('B05 · a history of a thousand is cut to the last two hundred', async ({
    page,
    files,
    startCloud,
  }) => {
    const cloud = await startCloud();
    await page.goto(cloud.url);
    await choose(page, files.gz);
    await expectProved(page, cloud, await readFile(files.gz));
    await expect.poll(async () => (await remembered(page)).length).toBe(1);
    const [record] = await remembered(page);
    if (record === undefined) throw new Error('Nothing is remembered');
    const tickets = countTickets(page);
    await rememberMany(
      page,
      Array.from({ length: 1_000 }, (_, nth) => {
        const name = `history-${nth}.gz`;
        return [
          `0-${String(nth).padStart(6, '0')}`,
          { ...record, firmware: { ...record.firmware, name } },
        ];
      }),
    );
    await page.reload();
    await expect(uploads(page)).toHaveCount(200);
    await expect(uploads(page).last()).toContainText('primehub.gz');
    await expect(uploads(page).first()).toContainText('history-801.gz');
    await expect.poll(async () => (await remembered(page)).length).toBe(200);
    expect(tickets.asked).toBe(0);
    expect(cloud.plan.seen.posts).toBe(1);
  });
});

test.describe('a mistake in the page', () => {
  /** As if a new version of the page had a mistake there: sizes in MiB cannot be written as long as the document says so. */
  async function breakSizes(page: Page): Promise<void> {
    await page.addInitScript(() => {
      const { get } = Object.getOwnPropertyDescriptor(Intl.NumberFormat.prototype, 'format') ?? {};
      Object.defineProperty(Intl.NumberFormat.prototype, 'format', {
        get() {
          const { style, maximumFractionDigits = 0 } = this.resolvedOptions();
          const isSize = style === 'decimal' && maximumFractionDigits > 0;
          if (isSize && document.documentElement.hasAttribute('data-broken')) {
            throw new Error('drawing, on purpose');
          }
          return get?.call(this);
        },
      });
    });
  }
  const setBroken = (page: Page, isBroken: boolean) =>
    page.evaluate((broken) => {
      document.documentElement.toggleAttribute('data-broken', broken);
    }, isBroken);

  loudTest(
    'B06 · while drawing: uploads go on and this is said, and the list can be shown again',
    async ({ page, files, startProxied }) => {
      const cloud = await startProxied(ownSockets());
      const path = await noiseFile(files, LARGE_MB);
      const asked = stay(page);
      await breakSizes(page);
      await page.goto(cloud.url);
      const letGo = slowDown(cloud.proxy);
      await choose(page, path);
      await expect(uploads(page)).toHaveAttribute('data-status', 'sending');
      await setBroken(page, true);

      const note = page.getByTestId('crash');
      await expect(note).toBeVisible();
      await expect(note).toHaveAttribute('data-code', 'FW-B06');
      await expect(note).toHaveRole('alert');
      await expect(note).toContainText('Something went wrong in this page');
      await expect(note).toContainText('Your uploads go on in the background.');
      await tryToReload(page);
      await expect.poll(() => asked.length).toBe(1);
      // Drawn anew, all of the page fails, and not the list alone.
      await expect(page.getByTestId('suffix-choice')).not.toHaveCount(0);
      await page.getByTestId('language').click();
      await expect(page.getByTestId('suffix-choice')).toHaveCount(0);
      await expect(note).toContainText('上传仍在后台进行。');
      await tryToReload(page);
      await expect.poll(() => asked.length).toBe(2);
      expect(cloud.plan.seen.posts).toBe(1);

      letGo();
      await expect(note).toContainText('没有正在进行的上传，不会丢失任何内容。');
      await expect.poll(async () => (await cloud.stored()).length).toBe(1);
      await setBroken(page, false);
      await note.getByRole('button', { name: '重新显示页面' }).click();
      await expectProved(page, cloud, await readFile(path));
      await expect(note).toHaveCount(0);
      expect(cloud.plan.seen.posts).toBe(1);
    },
  );

  loudTest(
    'B06 · in the engine: that one upload fails and says so, its file stays, and the next one works',
    async ({ page, files, startCloud }) => {
      const cloud = await startCloud();
      await page.goto(cloud.url);
      await page.evaluate(() => {
        const append = FormData.prototype.append;
        FormData.prototype.append = () => {
          FormData.prototype.append = append;
          throw new Error('a mistake, on purpose');
        };
      });
      const row = await chooseOne(page, files.gz);
      const unexpected = {
        kind: 'unexpected',
        code: 'B06',
        title: 'Something in this page went wrong',
        stored: 'A copy may have been stored; it is not published.',
      };
      await expectFailed(row, unexpected, 'retry');
      await expect(row).toContainText('a mistake, on purpose');
      expect(cloud.plan.seen.posts).toBe(0);
      await row.getByTestId('retry').click();
      await expectProved(page, cloud, await readFile(files.gz), row);
    },
  );
});

test.describe('an update of the server', () => {
  test('B07 · is told after the next ticket, never reloads by itself, and waits for what is being sent', async ({
    page,
    files,
    startVersions,
  }) => {
    const server = await startVersions();
    const path = await noiseFile(files, LARGE_MB);
    await page.goto(server.url);
    // A reload would take this away.
    await page.evaluate(() => document.documentElement.setAttribute('data-visit', 'first'));
    const isSameVisit = () => page.locator('html[data-visit=first]').count();
    await choose(page, files.gz);
    await expect(uploads(page)).toHaveAttribute('data-status', 'done');
    await server.update();
    const notice = page.getByTestId('new-version');
    await expect(notice).toHaveCount(0);

    const letGo = await slowUploads(page, 500_000);
    const row = await chooseOne(page, path);
    await expect(row).toHaveAttribute('data-status', 'sending');
    await expect(notice).toContainText('A new version is ready. Reload when your upload is done.');
    const reload = notice.getByRole('button', { name: 'Reload' });
    await expect(reload).toHaveAttribute('aria-disabled', 'true');
    await reload.click({ force: true });
    await expect(page.locator('output')).toContainText('Reload when your upload is done.');
    await expect(row).toHaveAttribute('data-status', 'sending');
    expect(await isSameVisit()).toBe(1);

    await letGo();
    await expect(row).toHaveAttribute('data-status', 'done');
    await expect(notice).toContainText('Reload to use it.');
    await expect(reload).toHaveAttribute('aria-disabled', 'false');
    expect(await isSameVisit()).toBe(1);
    await reload.click();
    await expect(page.locator('html[data-visit=first]')).toHaveCount(0);
    await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(2);
    await chooseOne(page, files.zip);
    await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(3);
    await expect(notice).toHaveCount(0);
  });
});

test.describe('without scripts', () => {
  const oldBrowser = 'please update your browser';

  /** They are held back for some seconds, for the sake of those whose line is slow. */
  async function showFirstWords(page: Page): Promise<void> {
    await page.evaluate(() => {
      for (const animation of document.getAnimations()) animation.finish();
    });
  }

  test('B08 · switched off: the page says what it needs them for, in both languages', async ({
    browser,
    server,
  }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(server.url);
    await expect(page.getByRole('heading', { name: 'This page needs JavaScript' })).toBeVisible();
    await expect(page.locator('noscript [lang=zh-CN]')).toBeVisible();
    await expect(page.locator('noscript [lang=zh-CN]')).toContainText('本页面需要 JavaScript');
    await expect(page.getByText(oldBrowser)).toBeHidden();
    await context.close();
  });

  loudTest('B08 · blocked on the way: the static words stay', async ({ page, server }) => {
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.goto(server.url);
    await showFirstWords(page);
    await expect(page.getByText(oldBrowser)).toBeVisible();
    await expect(page.getByText('请更新浏览器')).toBeVisible();
    await expect(page.getByText('This page needs JavaScript')).toBeHidden();
  });

  for (const missing of ['AbortSignal.any', 'URL.canParse']) {
    loudTest(
      `B08 · a browser without ${missing} is told to be updated`,
      async ({ page, server }) => {
        await page.addInitScript((name) => {
          const [owner = '', method = ''] = name.split('.');
          Reflect.deleteProperty(Reflect.get(window, owner), method);
        }, missing);
        await page.goto(server.url);
        await showFirstWords(page);
        await expect(page.getByText(oldBrowser)).toBeVisible();
        await expect(page.getByTestId('file-input')).toHaveCount(0);
      },
    );
  }
});
