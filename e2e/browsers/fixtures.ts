import { rm } from 'node:fs/promises';
import { expect, test as base } from 'playwright/test';
import { startProxiedCloud, type ProxiedCloud } from '../support/cloud/faulty-cloud.ts';
import { firmwareFiles, type FirmwareFiles } from '../../src/testing/firmware-files.ts';
import { startDisplay } from './display.ts';
import type { DrivenBrowser, DrivenPage } from './driven-page.ts';
import { INSTALLED, type BrowserKind } from './installed-browsers.ts';
import { watchPolicy, type WatchedSite } from './policy-breaches.ts';
import { ROW_ANNOTATION } from './table-reporter.ts';

type Options = { readonly kind: BrowserKind };
type WorkerFixtures = { readonly browserUnderTest: DrivenBrowser; readonly files: FirmwareFiles };
type Fixtures = {
  /** With a proxy that can slow the way to the store down. */
  readonly cloud: ProxiedCloud;
  readonly site: WatchedSite;
  /** Open at the site. The test fails if it breaks its policy or has an error on its console. */
  readonly driven: DrivenPage;
  /** A line of the table: what was looked at, and what came of it. */
  readonly note: (what: string, result: string) => void;
};

export const test = base.extend<Fixtures, Options & WorkerFixtures>({
  kind: ['chromium', { scope: 'worker', option: true }],
  browserUnderTest: [
    async ({ kind }, use) => {
      const installed = INSTALLED[kind]();
      if (installed.kind === 'missing') throw new Error(installed.why);
      const display = await startDisplay();
      const started = await installed.start(display.name);
      await use(started);
      await started.close();
      await display.stop();
    },
    { scope: 'worker' },
  ],
  files: [
    async ({}, use) => {
      const files = await firmwareFiles();
      await use(files);
      await rm(files.dir, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  cloud: async ({}, use) => {
    const cloud = await startProxiedCloud();
    await use(cloud);
    await cloud.stop();
  },
  site: async ({ cloud }, use) => {
    const site = await watchPolicy(cloud.url);
    await use(site);
    await site.stop();
  },
  driven: async ({ browserUnderTest, site }, use) => {
    const page = await browserUnderTest.open();
    await page.goto(site.url);
    await use(page);
    const complaints = [...page.complaints()];
    await page.close();
    expect(site.breaches, 'breaches of the policy').toEqual([]);
    expect(complaints, 'errors on the console').toEqual([]);
  },
  note: async ({ browserUnderTest }, use, { annotations }) => {
    await use((what, result) => {
      const columns = [browserUnderTest.title, what, result];
      annotations.push({ type: ROW_ANNOTATION, description: `| ${columns.join(' | ')} |` });
    });
  },
});

test.beforeEach(({ kind }) => {
  const installed = INSTALLED[kind]();
  test.skip(installed.kind === 'missing', installed.kind === 'missing' ? installed.why : '');
});

export { expect };
