import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import type { RefusalName } from '../../src/faults/refusal-name.ts';
import { findPort } from '../support/proxy/free-port.ts';
import { countTickets, inDetail } from '../failures/evidence.ts';
import { withoutPauses } from '../failures/fixtures.ts';
import { startProxiedCloud, type ProxiedCloud } from '../support/cloud/faulty-cloud.ts';
import { choose, expect, test as base, uploads } from '../support/ota-drop.ts';
import { record } from '../journeys/steps.ts';
import { findFirefox } from './find-firefox.ts';
import { REVERSE_PROXIES, type ReverseProxy } from './reverse-proxies.ts';
import { findProgram, runProxy, versionOf } from './run-proxy.ts';
import { ROW_ANNOTATION } from './table-reporter.ts';

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

type NetworkPath = {
  readonly page: Page;
  readonly plan: ProxiedCloud['plan'];
  stored(): Promise<readonly unknown[]>;
  /** Limits the line's bandwidth from now on. */
  slowDown(): void;
  upload(megabytes: number): Promise<void>;
  /** Adds what the upload came to as a row to the table. */
  note(what: string): Promise<{ words: string; tickets: number; posts: number }>;
};

const DIRECT = 'no proxy';

const test = base.extend<{
  readonly open: (proxy: ReverseProxy | typeof DIRECT) => Promise<NetworkPath>;
}>({
  open: async ({ page, browser, browserName, dir }, use, { annotations }) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (proxy) => {
      const cloud = await startProxiedCloud();
      ends.push(() => cloud.stop());
      if (proxy !== DIRECT) {
        const port = await findPort();
        const running = await runProxy(proxy, port, Number(new URL(cloud.storeUrl).port));
        ends.push(() => running.stop());
        cloud.proxy.leadTo(`http://127.0.0.1:${port}`);
      }
      const tickets = countTickets(page);
      await withoutPauses(page);
      await page.goto(cloud.url);
      return {
        page,
        plan: cloud.plan,
        stored: () => cloud.stored(),
        slowDown: () => {
          cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: LINE_BYTES_PER_SECOND });
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
          const code = isTold ? ` ${await failure.getAttribute('data-code')}` : '';
          const title = (await inDetail(row, 'detail-failure')).locator('strong').first();
          const words = isTold ? await title.innerText() : '';
          const posts = cloud.plan.posts.length;
          const columns = [
            proxy === DIRECT ? DIRECT : versionOf(proxy),
            `${browserName} ${browser.version().split('.')[0]}`,
            what,
            `${status}${code}`,
            words,
            tickets.asked,
            posts === tickets.asked ? posts : `${posts} (${resends(posts - tickets.asked)})`,
          ];
          annotations.push({ type: ROW_ANNOTATION, description: `| ${columns.join(' | ')} |` });
          return { words, tickets: tickets.asked, posts };
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
      test(`${name}: ${megabytes} MB arrive verified, with progress`, async ({ open }) => {
        const path = await open(proxy);
        const positions = await record(path.page, () => {
          const bar = document.querySelector('[data-testid=upload] [data-testid=progress]');
          return bar?.getAttribute('value') ?? bar?.getAttribute('aria-valuenow') ?? '';
        });
        await path.upload(megabytes);
        const row = uploads(path.page);
        await expect(row).toHaveAttribute('data-status', /^(done|failed)$/, { timeout: 100_000 });
        const noted = await path.note(`${megabytes} MB`);
        if (proxy !== DIRECT && proxy.cutsForms === true && noted.words !== '') {
          expect(await path.stored()).toEqual([]);
          return;
        }
        await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
        if (proxy === DIRECT || proxy.cutsForms !== true) expect(noted.posts).toBe(noted.tickets);
        if (megabytes === 100) expect(new Set(await positions()).size).toBeGreaterThan(3);
      });
    }

    for (const [refusal, what] of REFUSALS) {
      test(`${name}: ${what}, and the page says why or no more than it knows`, async ({ open }) => {
        const path = await open(proxy);
        const aim = { each: 'key', times: Infinity } as const;
        // What a store says of a ticket it says to a form without a file as well; that a file is too large it cannot.
        const about = refusal === 'EntityTooLarge' ? {} : { concernsTicket: true as const };
        path.plan.arm({ kind: 'refused', as: refusal, at: REFUSED_AT, ...about }, aim);
        path.slowDown();
        await path.upload(REFUSED_BYTES / 1_000_000);
        await expect(uploads(path.page)).toHaveAttribute('data-status', /^(failed|rejected)$/, {
          timeout: 120_000,
        });
        const noted = await path.note(what);
        expect(await path.stored()).toEqual([]);
        // Each attempt had a ticket of its own: whatever reached the store more often was sent again by others.
        expect(new Set(path.plan.posts.map(({ key }) => key)).size).toBeLessThanOrEqual(
          noted.tickets,
        );
        expect(noted.tickets).toBeLessThanOrEqual(4);
        // Without a proxy there is no excuse.
        if (proxy === DIRECT) expect(noted.posts).toBe(noted.tickets);
        expect(noted.words).not.toBe('');
      });
    }
  });
}

function resends(more: number): string {
  if (more < 0) return `${-more} kept by the proxy`;
  return `${more} sent again by the browser or the proxy`;
}
