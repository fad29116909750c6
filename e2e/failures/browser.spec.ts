import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Locator, type Page } from 'playwright/test';
import { AT_END } from '../../src/faults/fault.ts';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { openReceipts } from '../journeys/steps.ts';
import { startCrashingBrowser } from '../support/browser/crashing-browser.ts';
import { findUsersBrowser, SANDBOX_ARGS } from '../support/browser/find-browser.mjs';
import { remembered, rememberMany } from '../support/browser/saved-list.ts';
import type { FaultyCloud, ProxiedCloud } from '../support/cloud/faulty-cloud.ts';
import { startPageVersions } from '../support/cloud/page-versions.ts';
import type { StoreContents } from '../support/cloud/stored-files.ts';
import { choose, chooserOf, detailOf, slowUploads, uploads } from '../support/ota-drop.ts';
import { starting } from '../support/starting.ts';
import {
  chooseOne,
  countTickets,
  expectCounts,
  inDetail,
  noiseFile,
  openAndChoose,
  writeAll,
} from './evidence.ts';
import {
  expect,
  expectFailed,
  expectVerified,
  MAYBE_STORED,
  NOTHING_STORED,
  retryAndExpectVerified,
  test as base,
} from './fixtures.ts';

/** What can happen to the page itself, and to the browser around it. Uploads go on, or what is left of them is told. */

type Fixtures = {
  /** A browser whose tab may crash. */
  readonly startCrashing: typeof startCrashingBrowser;
  /** A server that may be updated. */
  readonly startVersions: typeof startPageVersions;
  /** Of 16 MB the system takes a part at once, and the rest is on its way for half a minute. */
  readonly large: string;
};

const test = base.extend<Fixtures>({
  startCrashing: starting(startCrashingBrowser),
  startVersions: starting(startPageVersions),
  large: async ({ files }, use) => use(await noiseFile(files, 16)),
  // A connection that has carried a lot takes a lot at once: too much to be in the middle of it.
  proxied: async ({ proxied }, use) => {
    proxied.plan.preflight = 'own-socket';
    await use(proxied);
  },
});

/** For pages that are meant to complain on their console. */
const loud = test.extend({ quietConsole: async ({}, use) => use() });

/** So slow that a test is always in the middle of it. @returns how to let everything go at once */
function slowDown({ proxy }: ProxiedCloud): () => void {
  return proxy.add({ kind: 'bandwidth', bytesPerSecond: 500_000 });
}

/** Notes what the browser asks a user who leaves, and has the user stay. */
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

test('B01 leaving in any way is asked about', async ({ page, large, proxied: cloud }) => {
  const asked = stay(page);
  await page.goto('about:blank');
  await page.goto(cloud.url);
  await page.reload();
  const letGo = slowDown(cloud);
  const row = await chooseOne(page, large);
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
  await expectVerified(cloud, row, large);
  expect(cloud.plan.seen.posts).toBe(1);
  // Done, and kept: nothing is asked.
  await page.reload();
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  expect(asked).toHaveLength(ways.length);
});

test('B01 leaving is asked about while an upload waits', async ({ page, files, cloud }) => {
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
  const undecided = await chooseOne(page, await sparseFile(join(files.dir, 'leaving.img'), 100));
  await expect(undecided).toHaveAttribute('data-status', 'ready');
  await page.reload();
  expect(asked).toHaveLength(2);
  expect(cloud.plan.bites).toHaveLength(2);
});

test.describe('a page that goes away', () => {
  type Begun = { readonly letGo: () => void; readonly receipt: readonly string[] };

  /** One upload is done, and another one is in the middle. */
  async function begin(
    page: Page,
    cloud: ProxiedCloud,
    paths: { readonly done: string; readonly interrupted: string },
  ): Promise<Begun> {
    const done = await openAndChoose(page, cloud, paths.done);
    await expectVerified(cloud, done, paths.done);
    await expect(await inDetail(done, 'digest')).toHaveCount(3);
    await expect.poll(async () => (await remembered(page))[0]?.digests.sha256).toBeDefined();
    const receipt = await receiptOf(done);
    const letGo = slowDown(cloud);
    await chooseOne(page, paths.interrupted);
    const sent = async () => {
      const life = (await remembered(page))[1]?.life;
      return life?.kind === 'open' ? life.sent : 0;
    };
    await expect.poll(sent).toBeGreaterThan(0);
    return { letGo, receipt };
  }

  async function receiptOf(row: Locator): Promise<readonly string[]> {
    const url = await row.getByTestId('firmware-url').allTextContents();
    return [...url, ...(await (await inDetail(row, 'digest')).allTextContents())];
  }

  /** The list is back; the file, chosen again, takes the row over; and what was done is not touched. */
  async function expectTakenUp(
    page: Page,
    cloud: FaultyCloud,
    path: string,
    { receipt }: Begun,
  ): Promise<void> {
    const tickets = countTickets(page);
    await expect(uploads(page)).toHaveCount(2);
    const [done, interrupted] = [uploads(page).first(), uploads(page).last()];
    await expect(done).toHaveAttribute('data-status', 'done');
    await expect(done.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
    expect(await receiptOf(done)).toEqual(receipt);

    await expect(interrupted).toHaveAttribute('data-status', 'interrupted');
    const note = await inDetail(interrupted, 'interrupted');
    await expect(note).toHaveAttribute('data-code', 'FW-B02');
    await expect(note).toContainText('Upload interrupted');
    await expect(note).toContainText(/The page was closed or reloaded at [1-9]\d?%\./);
    await expect(note).toContainText(NOTHING_STORED);
    await expect(interrupted.getByTestId('firmware-url')).toHaveCount(0);
    await expectCounts({ cloud, tickets }, { asked: 0, posts: 2, stored: 1 });

    const chooser = await chooserOf(page, () => interrupted.getByTestId('choose-again').click());
    await chooser.setFiles(path);
    await expectVerified(cloud, interrupted, path);
    await expect(uploads(page)).toHaveCount(2);
    expect(await receiptOf(done)).toEqual(receipt);
    // One for the first, one that was cut, one now.
    await expectCounts({ cloud, tickets }, { asked: 1, posts: 3, keys: 3, stored: 2 });
  }

  for (const how of ['crash', 'reload'] as const) {
    test(`B02 after a ${how} the list is back`, async ({
      page,
      files,
      large,
      proxied: cloud,
      startCrashing,
    }) => {
      const paths = { done: files.zip, interrupted: large };
      if (how === 'crash') {
        const browser = await startCrashing();
        const begun = await begin(browser.page, cloud, paths);
        await browser.crash();
        begun.letGo();
        await expect.poll(() => cloud.unfinished()).toBe(0);
        await expectTakenUp(await browser.reload(), cloud, large, begun);
      } else {
        const begun = await begin(page, cloud, paths);
        page.once('dialog', (dialog) => void dialog.accept());
        await page.reload();
        begun.letGo();
        await expect.poll(() => cloud.unfinished()).toBe(0);
        await expectTakenUp(page, cloud, large, begun);
      }
    });
  }

  test('B02 after a late crash the store is asked', async ({ files, cloud, startCrashing }) => {
    const browser = await startCrashing();
    cloud.plan.arm({ kind: 'lost-answer', by: 'silence' });
    await openAndChoose(browser.page, cloud, files.zip);
    await expect.poll(async () => allSentAndDigested(browser.page)).toBe(true);
    await expect.poll(() => cloud.plan.bites.length).toBe(1);
    await browser.crash();
    const page = await browser.reload();
    await expectVerified(cloud, uploads(page), files.zip);
    await expect(await detailOf(uploads(page))).toContainText('found in storage');
    await expectCounts({ cloud }, { posts: 1, heads: 1 });
  });

  test('B02 an absent object is asked for ten seconds', async ({ page, files, cloud }) => {
    await page.clock.install();
    cloud.plan.arm({ kind: 'stalled', at: AT_END });
    const row = await openAndChoose(page, cloud, files.zip);
    await expect.poll(async () => allSentAndDigested(page)).toBe(true);
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    for (const [index, ms] of [3_000, 7_000].entries()) {
      await expect.poll(() => cloud.plan.seen.heads).toBe(index + 1);
      await expect(await inDetail(row, 'awaiting')).toHaveAttribute('data-awaiting', 'object');
      await page.clock.fastForward(ms);
    }
    await expect(row).toHaveAttribute('data-status', 'interrupted');
    const note = await inDetail(row, 'interrupted');
    await expect(note).toContainText('Everything was sent, but the page was closed or reloaded');
    await expect(note).toContainText('A complete copy may be in storage.');
    await expect(row.getByTestId('firmware-url')).toHaveCount(0);
    await expectCounts({ cloud }, { heads: 3, stored: 0 });

    await choose(page, files.zip);
    await expectVerified(cloud, row, files.zip);
    await expect(row).toHaveCount(1);
    expect(cloud.plan.seen.posts).toBe(2);
  });

  async function allSentAndDigested(page: Page): Promise<boolean> {
    const [upload] = await remembered(page);
    const isAllSent = upload?.life.kind === 'open' && upload.life.isAllSent;
    return isAllSent && upload.digests.crc64 !== undefined;
  }

  test('B02 another tab’s goes on', async ({ page, context, files, large, proxied: cloud }) => {
    const { letGo } = await begin(page, cloud, { done: files.zip, interrupted: large });
    const other = await context.newPage();
    const row = await openAndChoose(other, cloud, files.gz);
    letGo();
    await expectVerified(cloud, row, files.gz);
    await expect(uploads(other)).toHaveCount(1);
    await expectVerified(cloud, uploads(page).last(), large);
    expect(cloud.plan.seen.posts).toBe(3);
  });
});

test.describe('two tabs', () => {
  const taken = {
    kind: 'already-uploading',
    code: 'B03',
    title: 'This file is already uploading in another tab',
    stored: 'Nothing has been sent from this tab.',
  };

  test('B03 the second tab asks', async ({ page, context, large, proxied: cloud }) => {
    await page.goto(cloud.url);
    const letGo = slowDown(cloud);
    const first = await chooseOne(page, large);
    await expect(first).toHaveAttribute('data-status', 'sending');

    const other = await context.newPage();
    const tickets = countTickets(other);
    const second = await openAndChoose(other, cloud, large);
    const says = 'Switch to that tab, or upload it from here as well.';
    await expectFailed(second, { ...taken, says });
    await expectCounts({ cloud, tickets }, { asked: 0, posts: 1 });

    await expect(second.getByTestId('retry')).toHaveText('Upload anyway');
    await second.getByTestId('retry').click();
    await expect(second).toHaveAttribute('data-status', 'sending');
    await expect(first).toHaveAttribute('data-status', 'sending');
    await expect.poll(() => cloud.plan.seen.posts).toBe(2);
    letGo();
    for (const row of [first, second]) await expectVerified(cloud, row, large);
    await expectCounts({ cloud, tickets }, { asked: 1, stored: 2 });
  });
});

test.describe('history that cannot be kept', () => {
  /** An upload is none the worse, and nothing is said. */
  async function expectUnharmed(page: Page, cloud: StoreContents, path: string): Promise<void> {
    await choose(page, path);
    await expectVerified(cloud, uploads(page), path);
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(page.locator('main > [class*=notice]')).toHaveCount(0);
    const before = (await page.locator('html').getAttribute('lang')) ?? '';
    await page.getByTestId('language').click();
    await expect(page.locator('html')).not.toHaveAttribute('lang', before);
    await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  }

  /** The same on the next visit, which knows nothing of the first one. */
  async function expectForgotten(page: Page, cloud: FaultyCloud, path: string): Promise<void> {
    for (const visits of [1, 2]) {
      await page.goto(cloud.url);
      await expectUnharmed(page, cloud, path);
      expect(await cloud.stored()).toHaveLength(visits);
    }
  }

  /** What a browser can do to those who ask it to keep something; run before the page's own scripts. */
  const denials: Readonly<Record<string, () => void>> = {
    'a database that never answers': () => {
      Object.defineProperty(IDBRequest.prototype, 'onsuccess', { set() {} });
    },
    'a database that is closed by force': () => {
      IDBDatabase.prototype.transaction = () => {
        throw new DOMException('The database connection is closing.', 'InvalidStateError');
      };
    },
    'storage that is full': () => {
      const fail = () => {
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      };
      Storage.prototype.setItem = fail;
      IDBObjectStore.prototype.put = fail;
    },
  };

  for (const [name, deny] of Object.entries(denials)) {
    test(`B04 ${name}: uploads work, and nothing is said`, async ({ page, files, cloud }) => {
      await page.addInitScript(deny);
      await expectForgotten(page, cloud, files.gz);
    });
  }

  test('B04 a browser that is told to keep nothing at all', async ({ files, cloud, dir }) => {
    await mkdir(join(dir, 'Default'));
    const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(join(dir, 'Default/Preferences'), JSON.stringify(blocked));
    const context = await chromium.launchPersistentContext(dir, {
      ...findUsersBrowser(),
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
      await expectForgotten(page, cloud, files.gz);
      await openReceipts(page);
      await expect(page.getByTestId('history-unavailable')).toBeVisible();
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  });

  test('B04 a used-up quota: uploads work, and are forgotten', async ({ page, files, cloud }) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: cloud.url, quotaSize: 1 });
    await expectForgotten(page, cloud, files.gz);
  });

  test('B04 unreadable records are removed, newer ones kept', async ({ page, files, cloud }) => {
    // Its own origin, without the page.
    await page.goto(`${cloud.url}/healthz`);
    const newer = ['newer-1', { version: 2, tab: 't', life: { kind: 'frozen' } }] as const;
    const unreadable = [
      1,
      null,
      '{"version":1',
      [],
      { version: '1', tab: 't' },
      { tab: 't', firmware: { name: 'x', size: '1' } },
      { life: { kind: 'done', receipt: { firmwareUrl: 'javascript:alert(1)' } } },
      new Uint8Array(10),
    ];
    const garbage = Array.from({ length: 10_000 }, (_, nth) => {
      return [`garbage-${nth}`, unreadable[nth % unreadable.length]] as const;
    });
    await rememberMany(page, [...garbage, newer]);
    await page.goto(cloud.url);
    await expectUnharmed(page, cloud, files.gz);
    await expect(uploads(page)).toHaveCount(1);
    await expect.poll(async () => (await remembered(page)).length).toBe(2);
    await page.reload();
    await expect(uploads(page)).toHaveCount(1);
    await expect(uploads(page)).toHaveAttribute('data-status', 'done');
    await (await inDetail(uploads(page), 'remove')).click();
    // What it cannot read reads as nothing; it is the newer page's.
    await expect.poll(async () => remembered(page)).toEqual([undefined]);
  });
});

test('B05 a history of a thousand is cut to two hundred', async ({ page, files, cloud }) => {
  await expectVerified(cloud, await openAndChoose(page, cloud, files.gz), files.gz);
  await expect.poll(async () => (await remembered(page)).length).toBe(1);
  const [record] = await remembered(page);
  if (record === undefined) throw new Error('Nothing is remembered');
  const thousand = Array.from({ length: 1_000 }, (_, nth) => {
    const firmware = { ...record.firmware, name: `history-${nth}.gz` };
    return [`0-${String(nth).padStart(6, '0')}`, { ...record, firmware }] as const;
  });
  await rememberMany(page, thousand);
  await page.reload();
  await expect(uploads(page)).toHaveCount(200);
  await expect(uploads(page).last()).toContainText('primehub.gz');
  await expect(uploads(page).first()).toContainText('history-801.gz');
  await expect.poll(async () => (await remembered(page)).length).toBe(200);
  await expectCounts({ cloud, page }, { asked: 1, posts: 1 });
});

loud('B06 a mistake while drawing: uploads go on', async ({ page, dir, large, proxied: cloud }) => {
  // As if a new version of the page had a mistake: sizes in MiB, or all numbers, cannot be written as long as the document says so.
  await page.addInitScript(() => {
    const { get } = Object.getOwnPropertyDescriptor(Intl.NumberFormat.prototype, 'format') ?? {};
    Object.defineProperty(Intl.NumberFormat.prototype, 'format', {
      get() {
        const { style, maximumFractionDigits = 0 } = this.resolvedOptions();
        const isSize = style === 'decimal' && maximumFractionDigits > 0;
        const { broken } = document.documentElement.dataset;
        if (broken === 'numbers' || (broken === 'sizes' && isSize)) {
          throw new Error('drawing, on purpose');
        }
        return get?.call(this);
      },
    });
  });
  const setBroken = (what: 'sizes' | 'numbers' | 'nothing') =>
    page.evaluate((broken) => {
      document.documentElement.dataset['broken'] = broken;
    }, what);
  const asked = stay(page);
  await page.goto(cloud.url);
  const letGo = slowDown(cloud);
  const row = await chooseOne(page, large);
  // Told above the list, with a number in it.
  await choose(page, ...(await writeAll(dir, { '._lock.bin': '\0' })));
  await expect(page.getByTestId('left-out')).toBeVisible();
  await expect(row).toHaveAttribute('data-status', 'sending');
  await setBroken('sizes');

  const note = page.getByTestId('crash');
  await expect(note).toBeVisible();
  await expect(note).toHaveAttribute('data-code', 'FW-B06');
  await expect(note).toHaveRole('alert');
  await expect(note).toContainText('Something went wrong on this page');
  await expect(note).toContainText('Your uploads continue in the background.');
  await tryToReload(page);
  await expect.poll(() => asked.length).toBe(1);
  // The list alone has failed; drawn anew with a larger mistake, all of the page does.
  await expect(page.getByTestId('suffix-picker')).toHaveCount(1);
  await setBroken('numbers');
  await page.getByTestId('language').click();
  await expect(page.getByTestId('suffix-picker')).toHaveCount(0);
  await expect(note).toContainText('上传仍在后台进行。');
  await tryToReload(page);
  await expect.poll(() => asked.length).toBe(2);
  expect(cloud.plan.seen.posts).toBe(1);

  letGo();
  await expect(note).toContainText('没有正在进行的上传，不会丢失任何内容。');
  await expect.poll(async () => (await cloud.stored()).length).toBe(1);
  await setBroken('nothing');
  await note.getByRole('button', { name: '重新显示页面' }).click();
  await expectVerified(cloud, row, large);
  await expect(note).toHaveCount(0);
  expect(cloud.plan.seen.posts).toBe(1);
});

loud('B06 a mistake in the engine fails one upload', async ({ page, files, cloud }) => {
  await page.goto(cloud.url);
  await page.evaluate(() => {
    const append = FormData.prototype.append;
    FormData.prototype.append = () => {
      FormData.prototype.append = append;
      throw new Error('a mistake, on purpose');
    };
  });
  const row = await chooseOne(page, files.gz);
  const title = 'Something in this page went wrong';
  await expectFailed(row, { kind: 'unexpected', code: 'B06', title, stored: MAYBE_STORED });
  await expect(await detailOf(row)).toContainText('a mistake, on purpose');
  expect(cloud.plan.seen.posts).toBe(0);
  await retryAndExpectVerified(cloud, row, files.gz);
});

test('B07 an update waits for uploads', async ({ page, files, large, startVersions }) => {
  const server = await startVersions();
  await page.goto(server.url);
  // A reload would take this away.
  await page.evaluate(() => document.documentElement.setAttribute('data-visit', 'first'));
  const isSameVisit = () => page.locator('html[data-visit=first]').count();
  const done = page.locator('[data-testid=upload][data-status=done]');
  await choose(page, files.gz);
  await expect(done).toHaveCount(1);
  await server.update();
  const notice = page.getByTestId('new-version');
  await expect(notice).toHaveCount(0);

  const letGo = await slowUploads(page, 500_000);
  const row = await chooseOne(page, large);
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
  await expect(done).toHaveCount(2);
  await chooseOne(page, files.zip);
  await expect(done).toHaveCount(3);
  await expect(notice).toHaveCount(0);
});

const OLD_BROWSER = 'please update your browser';

test('B08 scripts switched off: the page asks for them', async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(server.url);
  await expect(page.getByRole('heading', { name: 'This page needs JavaScript' })).toBeVisible();
  await expect(page.locator('noscript [lang=zh-CN]')).toBeVisible();
  await expect(page.locator('noscript [lang=zh-CN]')).toContainText('本页面需要 JavaScript');
  await expect(page.getByText(OLD_BROWSER)).toBeHidden();
  await context.close();
});

for (const missing of ['its scripts', 'AbortSignal.any', 'URL.canParse']) {
  loud(`B08 a page without ${missing} asks for another browser`, async ({ page, server }) => {
    if (missing === 'its scripts') await page.route('**/assets/*.js', (route) => route.abort());
    await page.addInitScript((name) => {
      const [owner = '', method = ''] = name.split('.');
      if (method !== '') Reflect.deleteProperty(Reflect.get(window, owner), method);
    }, missing);
    await page.goto(server.url);
    // The words are held back for some seconds, for the sake of those whose line is slow.
    await page.evaluate(() => {
      for (const animation of document.getAnimations()) animation.finish();
    });
    await expect(page.getByText(OLD_BROWSER)).toBeVisible();
    await expect(page.getByText('请更新浏览器')).toBeVisible();
    await expect(page.getByText('This page needs JavaScript')).toBeHidden();
    await expect(page.getByTestId('file-input')).toHaveCount(0);
  });
}
