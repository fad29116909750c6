import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium, type Page } from 'playwright/test';
import { findBrowser, SANDBOX_ARGS } from '../support/browser/find-browser.mjs';
import { choose, uploads } from '../support/ota-drop.ts';
import { chooseOne, countTickets, noiseFile } from './evidence.ts';
import { findPort } from '../support/proxy/free-port.ts';
import {
  controllerOf,
  plantProject,
  registrationsSeenBy,
} from '../support/browser/foreign-worker.ts';
import { standStill } from '../support/browser/page-clock.ts';
import { expect, expectProved, test } from './fixtures.ts';

/** Other programs between the page and the network: ports and localhost belong to everybody's projects. */

const SLOW = { kind: 'bandwidth', bytesPerSecond: 500_000 } as const;

/** How often the page itself was loaded. */
function countLoads(page: Page): { count: number } {
  const loads = { count: 0 };
  page.on('load', () => (loads.count += 1));
  return loads;
}

test.describe('another project’s service worker', () => {
  test('B17 · is left behind before the first file, by one reload, and progress is seen on a slow line', async ({
    page,
    files,
    startProxied,
    putBefore,
  }) => {
    const cloud = await startProxied();
    const gateway = await putBefore(cloud);
    await (await plantProject(gateway, page.context()).visit()).close();

    const loads = countLoads(page);
    await page.goto(gateway.url);
    await expect.poll(() => loads.count).toBe(2);
    await expect(page.getByTestId('file-input')).toBeAttached();
    expect(await controllerOf(page)).toBeUndefined();
    expect(await registrationsSeenBy(page)).toEqual([]);
    await expect(page.getByTestId('foreign-worker')).toHaveCount(0);

    const letGo = cloud.proxy.add(SLOW);
    const path = await noiseFile(files, 16);
    const row = await chooseOne(page, path);
    await expect
      .poll(async () => Number(await row.getByTestId('progress').getAttribute('value')))
      .toBeGreaterThan(0);
    letGo();
    await expectProved(page, cloud, await readFile(path), row);
    expect(loads.count).toBe(2);
  });

  test('B17 · that takes over an open page: no upload is given up for want of progress, and the page says why there is none', async ({
    page,
    files,
    startProxied,
    putBefore,
  }) => {
    const cloud = await startProxied();
    const gateway = await putBefore(cloud);
    await standStill(page, gateway.url);
    const loads = countLoads(page);
    const tickets = countTickets(page);
    await (await plantProject(gateway, page.context()).visit()).close();
    await expect.poll(() => controllerOf(page)).toContain('/other.js');
    const note = page.getByTestId('foreign-worker');
    await expect(note).toContainText('FW-B17');
    await expect(note).toContainText(`${gateway.url}/other.js`);
    await expect(note).toContainText('no progress');
    await expect(note).toContainText('another port');

    const letGo = cloud.proxy.add(SLOW);
    const path = await noiseFile(files, 16);
    const row = await chooseOne(page, path);
    await expect(row).toHaveAttribute('data-status', 'sending');
    await page.clock.runFor(21_000);
    const stall = row.getByTestId('stall');
    await expect(stall).toHaveAttribute('data-why', 'unseen');
    await expect(stall).toHaveAttribute('data-code', 'FW-B17');
    await page.clock.runFor(600_000);
    await expect(row).toHaveAttribute('data-status', 'sending');
    expect(tickets.asked).toBe(1);
    letGo();
    await expectProved(page, cloud, await readFile(path), row);
    expect(cloud.plan.seen.posts).toBe(1);
    // Reloading by itself would have cost the upload.
    expect(loads.count).toBe(0);

    await note.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => controllerOf(page).catch(() => 'between pages')).toBeUndefined();
    await expect(note).toHaveCount(0);
  });

  test('B17 · that comes back is not reloaded away a second time in one session', async ({
    page,
    startCloud,
    putBefore,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    const project = plantProject(gateway, page.context());
    await (await project.visit()).close();
    const loads = countLoads(page);
    await page.goto(gateway.url);
    await expect.poll(() => loads.count).toBe(2);
    await expect(page.getByTestId('file-input')).toBeAttached();

    await page.goto('about:blank');
    await (await project.visit()).close();
    await page.goto(gateway.url);
    await expect(page.getByTestId('foreign-worker')).toBeVisible();
    expect(await controllerOf(page)).toContain('/other.js');
    expect(loads.count).toBe(4);
  });

  test('B17 · that keeps an answer lost: the store is asked, and nothing is sent again', async ({
    page,
    files,
    startCloud,
    putBefore,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    await page.goto(gateway.url);
    await (await plantProject(gateway, page.context()).visit()).close();
    await expect.poll(() => controllerOf(page)).toContain('/other.js');
    cloud.plan.arm({ kind: 'lost-answer', by: 'reset' });
    await choose(page, files.gz);
    await expectProved(page, cloud, await readFile(files.gz));
    expect(new Set(cloud.plan.posts.map(({ key }) => key)).size).toBe(1);
  });

  test('B17 · of another part of the address is left alone', async ({
    page,
    startCloud,
    putBefore,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    await (await plantProject(gateway, page.context()).visit('/wiki/')).close();
    await page.goto(gateway.url);
    await expect(page.getByTestId('file-input')).toBeAttached();
    await page.reload();
    await expect(page.getByTestId('file-input')).toBeAttached();
    expect(await registrationsSeenBy(page)).toEqual([`${gateway.url}/wiki/`]);
  });

  test('B17 · of a demo that was served here is left behind like any other', async ({
    page,
    files,
    startCloud,
    putBefore,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    const ours = new URL('../../src/mocks/worker/mock-worker.js', import.meta.url);
    const theirs = createRequire(import.meta.url).resolve('msw/mockServiceWorker.js');
    const parts = [await readFile(ours, 'utf8'), await readFile(theirs, 'utf8')];
    const text = parts.join('\n').replace(/importScripts\(.*\);/, '');
    await (await plantProject(gateway, page.context(), { text }).visit()).close();
    await page.goto(gateway.url);
    await expect.poll(() => controllerOf(page).catch(() => 'between pages')).toBeUndefined();
    await choose(page, files.gz);
    await expectProved(page, cloud, await readFile(files.gz));
  });

  test('B17 · that answers this very address from its cache: the next visit finds this page', async ({
    page,
    startCloud,
    putBefore,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    await (await plantProject(gateway, page.context(), 'cache-first').visit()).close();
    await page.goto(gateway.url);
    await expect(page).toHaveTitle('Another project');
    // The browser looks for a newer script of the worker after each visit, and our server has the last one.
    await expect.poll(() => registrationsSeenBy(page)).toEqual([]);
    await page.reload();
    await expect(page).toHaveTitle(/OTA Drop/);
    await expect(page.getByTestId('file-input')).toBeAttached();
  });
});

test.describe('a store on a nearer network than the page', () => {
  for (const [permission, title] of [
    ['denied', 'This page may not reach the local network'],
    ['prompt', 'The browser has not allowed the local network yet'],
  ] as const) {
    test(`U41 · the browser’s permission is ${permission}: the page says so, and goes on by itself once it is granted`, async ({
      files,
      startCloud,
    }) => {
      const port = await findPort();
      const origin = `http://ota.example:${port}`;
      const cloud = await startCloud({ env: { PORT: String(port), PUBLIC_URL: origin } });
      // A page of the internet, by https, as far as Chromium can tell.
      const browser = await chromium.launch({
        ...findBrowser(),
        args: [
          ...SANDBOX_ARGS,
          '--host-resolver-rules=MAP ota.example 127.0.0.1',
          `--ip-address-space-overrides=127.0.0.1:${port}=public`,
          `--unsafely-treat-insecure-origin-as-secure=${origin}`,
        ],
      });
      try {
        const page = await browser.newPage({ locale: 'en-US' });
        await page.goto(origin);
        const session = await page.context().newCDPSession(page);
        const { targetInfo } = await session.send('Target.getTargetInfo');
        const { browserContextId = '' } = targetInfo;
        const decide = (setting: 'granted' | 'denied' | 'prompt') =>
          session.send('Browser.setPermission', {
            permission: { name: 'loopback-network' },
            setting,
            origin,
            browserContextId,
          });
        await decide(permission);
        await choose(page, files.gz);
        const row = uploads(page);
        await expect(row).toHaveAttribute('data-status', 'waiting');
        const failure = row.getByTestId('failure');
        await expect(failure).toHaveAttribute('data-failure', 'local-network-closed');
        await expect(failure).toHaveAttribute('data-code', 'FW-U41');
        await expect(failure).toContainText(title);
        await expect(failure).toContainText('Your file has not been sent.');
        expect(cloud.plan.seen.posts).toBe(0);

        await decide('granted');
        await expectProved(page, cloud, await readFile(files.gz));
      } finally {
        await browser.close();
      }
    });
  }
});
