import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import type { RefusalName } from '../../src/testing/faults/store-refusals.ts';
import { findPort } from '../support/proxy/free-port.ts';
import { startFaultProxy } from '../support/proxy/fault-proxy.ts';
import { startFaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { choose, expect, test as base, uploads } from '../support/ota-drop.ts';
import { CELL_ANNOTATION, type Cell } from './cell.ts';
import { findFirefox } from './find-firefox.ts';
import { findProgram, REVERSE_PROXIES, type ReverseProxy } from './reverse-proxies.ts';
import { runProxy, versionOf } from './run-proxy.ts';

/**
 * The real page, a paced line, a reverse proxy as Debian ships it, and the embedded store:
 *
 *   browser ──> line of 8 MB/s ──> haproxy, nginx ... ──> store
 *
 * A refusal of the store has to arrive as its reason, or the page has to say no more than it knows.
 */

const LINE_BYTES_PER_SECOND = 8_000_000;
/** Five seconds on that line: longer than a store that reads on for two seconds waits. */
const REFUSED_BYTES = 40_000_000;
const REFUSED_AT = { bodyBytes: 65_536 };

const REFUSALS: readonly (readonly [RefusalName, what: string])[] = [
  ['AccessDenied', 'refused early: forbidden'],
  ['PolicyExpired', 'refused early: expired'],
  ['EntityTooLarge', 'refused early: too large'],
];

type Road = {
  readonly page: Page;
  readonly plan: Awaited<ReturnType<typeof startFaultyCloud>>['plan'];
  stored(): Promise<readonly unknown[]>;
  /** The line is slow from now on. */
  slowDown(): void;
  upload(megabytes: number): Promise<void>;
  note(what: string): Promise<Cell>;
};

const DIRECT = 'no proxy';

const test = base.extend<{
  readonly open: (proxy: ReverseProxy | typeof DIRECT) => Promise<Road>;
}>({
  open: async ({ page, browser, browserName }, use, testInfo) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (proxy) => {
      const dir = await mkdtemp(join(tmpdir(), 'ota-drop-road-'));
      ends.push(() => rm(dir, { recursive: true, force: true }));
      const line = await startFaultProxy();
      ends.push(() => line.stop());
      const cloud = await startFaultyCloud({ env: { CLOUD_PUBLIC_URL: line.url } });
      ends.push(() => cloud.stop());
      const store = Number(new URL(cloud.storeUrl).port);
      if (proxy === DIRECT) {
        line.leadTo(cloud.storeUrl);
      } else {
        const port = await findPort();
        const running = await runProxy(proxy, port, store);
        ends.push(() => running.stop());
        line.leadTo(`http://127.0.0.1:${port}`);
      }
      let tickets = 0;
      page.on('request', (request) => {
        if (request.url().endsWith('/api/tickets')) tickets += 1;
      });
      await page.addInitScript(() => {
        // No waiting before another attempt.
        Math.random = () => 0;
      });
      await page.goto(cloud.url);
      return {
        page,
        plan: cloud.plan,
        stored: () => cloud.stored(),
        slowDown: () => {
          line.add({ kind: 'bandwidth', bytesPerSecond: LINE_BYTES_PER_SECOND });
        },
        async upload(megabytes) {
          const path = join(dir, `firmware-${megabytes}.bin`);
          await writeFile(path, randomBytes(megabytes * 1_000_000));
          await choose(page, path);
        },
        async note(what) {
          const row = uploads(page).last();
          const failure = row.getByTestId('failure');
          const status = (await row.getAttribute('data-status')) ?? '';
          const isTold = (await failure.count()) > 0;
          const code = isTold ? await failure.getAttribute('data-code') : null;
          const title = failure.getByRole('alert').locator('strong');
          const words = isTold ? await title.innerText() : '';
          const cell: Cell = {
            proxy: proxy === DIRECT ? DIRECT : proxy.name,
            version: proxy === DIRECT ? DIRECT : versionOf(proxy),
            browser: browserName,
            browserVersion: browser.version().split('.')[0] ?? '',
            what,
            outcome: code === null ? status : `${status} ${code}`,
            words,
            tickets,
            posts: cloud.plan.posts.length,
          };
          testInfo.annotations.push({ type: CELL_ANNOTATION, description: JSON.stringify(cell) });
          return cell;
        },
      };
    });
    for (const end of ends.toReversed()) await end();
  },
  // What a proxy does to an answer is in the console too.
  quietConsole: async ({}, use) => use(),
});

test.beforeEach(({ browserName }) => {
  test.skip(browserName === 'firefox' && !findFirefox().isInstalled, 'Firefox is not installed');
});

for (const proxy of [DIRECT, ...REVERSE_PROXIES] as const) {
  const name = proxy === DIRECT ? DIRECT : proxy.name;
  test.describe(name, () => {
    test.skip(
      proxy !== DIRECT && findProgram(proxy.program) === undefined,
      `${name} is not installed`,
    );

    for (const megabytes of [5, 100]) {
      test(`${name}: ${megabytes} MB arrive verified, and their progress is seen`, async ({
        open,
      }) => {
        const road = await open(proxy);
        const percents = await watchProgress(road.page);
        await road.upload(megabytes);
        const row = uploads(road.page);
        await expect(row).toHaveAttribute('data-status', /^(done|failed)$/, { timeout: 100_000 });
        const cell = await road.note(`${megabytes} MB`);
        if (proxy !== DIRECT && proxy.cutsForms === true && cell.words !== '') {
          expect(await road.stored()).toEqual([]);
          return;
        }
        await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
        if (proxy === DIRECT || proxy.cutsForms !== true) expect(cell.posts).toBe(cell.tickets);
        if (megabytes === 100) expect(await percents()).toBeGreaterThan(2);
      });
    }

    for (const [refusal, what] of REFUSALS) {
      test(`${name}: ${what}, and the page says why or no more than it knows`, async ({ open }) => {
        const road = await open(proxy);
        const aim = { each: 'key', times: Infinity } as const;
        // What a store says of a ticket it says to a form without a file as well; that a file is too large it cannot.
        const about = refusal === 'EntityTooLarge' ? {} : { concernsTicket: true as const };
        road.plan.arm({ kind: 'refused', as: refusal, at: REFUSED_AT, ...about }, aim);
        road.slowDown();
        await road.upload(REFUSED_BYTES / 1_000_000);
        await expect(uploads(road.page)).toHaveAttribute('data-status', /^(failed|rejected)$/, {
          timeout: 120_000,
        });
        const cell = await road.note(what);
        expect(await road.stored()).toEqual([]);
        // Each attempt had a ticket of its own: whatever reached the store more often was sent again by others.
        expect(new Set(road.plan.posts.map(({ key }) => key)).size).toBeLessThanOrEqual(
          cell.tickets,
        );
        expect(cell.tickets).toBeLessThanOrEqual(4);
        // Without a proxy there is no excuse.
        if (proxy === DIRECT) expect(cell.posts).toBe(cell.tickets);
        expect(cell.words).not.toBe('');
      });
    }
  });
}

/** How many different positions the bar of the first row has shown. */
async function watchProgress(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const seen = new Set<string>();
    new MutationObserver(() => {
      const bar = document.querySelector('[data-testid=upload] [data-testid=progress]');
      const value = bar?.getAttribute('value') ?? bar?.getAttribute('aria-valuenow');
      if (value !== null && value !== undefined) seen.add(value);
      document.documentElement.dataset['positions'] = String(seen.size);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  return async () => Number(await page.locator('html').getAttribute('data-positions'));
}
