import { randomBytes } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { findBrowser, SANDBOX_ARGS } from '../support/browser/find-browser.mjs';
import { choose, expect, test as base, uploads } from '../support/ota-drop.ts';
import { spawnServer, stopProcess } from '../support/cloud/server-process.ts';
import { storedIn } from '../support/cloud/stored-files.ts';
import { findPort } from '../support/proxy/free-port.ts';
import { temporaryFolder } from '../../src/automation/temporary-folder.ts';
import { findProgram, runProxy } from '../proxies/run-proxy.ts';
import {
  exampleHost,
  prepare,
  resolverRules,
  type ExampleFile,
  type ExampleHost,
} from './example-hosts.ts';

/**
 * The files of `examples/` in nginx and Caddy as Debian has them, in front of the built server, by https and under names; and
 * the page in Chromium. What the page's console says would fail the test: no breach of its security policy.
 */

type Hosted = {
  readonly page: Page;
  readonly dataDir: string;
  readonly complaints: readonly string[];
};

const test = base.extend<{
  readonly host: (program: ExampleHost, file: ExampleFile, page: string) => Promise<Hosted>;
}>({
  host: async ({}, use, testInfo) => {
    const ends: (() => Promise<unknown>)[] = [];
    await use(async (program, file, address) => {
      const folder = await temporaryFolder();
      ends.push(() => folder.remove());
      // Caddy and nginx may run as another user.
      await chmod(folder.path, 0o755);
      const prepared = await prepare(folder.path);
      testInfo.skip(prepared === undefined, 'openssl is not installed');
      if (prepared === undefined) throw new Error('not prepared');
      const dataDir = join(folder.path, 'store');
      const ports = { page: await findPort(), store: await findPort(), proxy: await findPort() };
      const { child } = await spawnServer({
        DATA_DIR: dataDir,
        PUBLIC_URL: 'https://ota.example.com',
        CLOUD_PUBLIC_URL: 'https://store.ota.example.com',
        PORT: String(ports.page),
        CLOUD_PORT: String(ports.store),
      });
      ends.push(() => stopProcess(child));
      const configured = await exampleHost(program, file, { ...prepared, ...ports });
      const proxy = await runProxy(configured, ports.proxy, ports.store);
      ends.push(() => proxy.stop());
      const browser = await chromium.launch({
        ...findBrowser(),
        args: [...SANDBOX_ARGS, `--host-resolver-rules=${resolverRules(ports.proxy)}`],
      });
      ends.push(() => browser.close());
      const page = await browser.newPage({ ignoreHTTPSErrors: true });
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.goto(address);
      return { page, dataDir, complaints };
    });
    for (const end of ends.toReversed()) await end();
  },
});

const PROGRAMS = ['nginx', 'caddy'] as const;
const LARGE_BYTES = 5_000_000;

/** Larger than nginx's own limit, so that a line that lifts it is needed. */
async function uploadsVerified({ page, dataDir, complaints }: Hosted): Promise<void> {
  const folder = await temporaryFolder();
  const bytes = randomBytes(LARGE_BYTES);
  const path = join(folder.path, 'firmware.bin');
  await writeFile(path, bytes);
  await choose(page, path);
  const row = uploads(page);
  await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified', {
    timeout: 60_000,
  });
  await expect(row).toContainText('https://store.ota.example.com/');
  const [stored, ...others] = await storedIn(dataDir);
  expect(others).toEqual([]);
  expect(Buffer.compare((await stored?.read()) ?? Buffer.alloc(0), bytes)).toBe(0);
  expect(complaints).toEqual([]);
  await folder.remove();
}

for (const program of PROGRAMS) {
  test.describe(program, () => {
    test.skip(findProgram(program) === undefined, `${program} is not installed`);

    test(`${program}: page and store, each under its name, by https`, async ({ host }) => {
      const hosted = await host(program, 'page-and-store', 'https://ota.example.com/');
      await uploadsVerified(hosted);
    });

    test(`${program}: a static page under a sub-path, tickets of another origin`, async ({
      host,
    }) => {
      const hosted = await host(program, 'static-page', 'https://files.example.com/firmware/');
      await uploadsVerified(hosted);
    });

    test(`${program}: the static page has the header set of the server`, async ({ host }) => {
      const { page } = await host(program, 'static-page', 'https://files.example.com/firmware/');
      const headersOf = (path: string) =>
        page.evaluate(async (path) => {
          const response = await fetch(path);
          return Object.fromEntries(response.headers);
        }, path);
      const document = await headersOf('./');
      expect(document).toMatchObject({
        'content-security-policy': expect.stringMatching(/script-src '(nonce-[0-9a-f]{32}|self)' /),
        'cross-origin-embedder-policy': 'credentialless',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': expect.stringContaining('max-age='),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-cache',
      });
      const script = await page.locator('script[src]').first().getAttribute('src');
      expect((await headersOf(script ?? ''))['cache-control']).toContain('immutable');
    });

    test(`${program}: no other site's page gets a ticket`, async ({ host }) => {
      const { page } = await host(program, 'static-page', 'https://store.ota.example.com/');
      const answer = await page.evaluate(async () => {
        const ask = (headers: Record<string, string>, mode: RequestMode) =>
          fetch('https://ota.example.com/api/tickets', {
            method: 'POST',
            headers,
            mode,
            body: '{"fileSuffix":"bin"}',
          }).then(
            (response) => response.status,
            () => 'refused',
          );
        return [
          await ask({ 'content-type': 'application/json' }, 'cors'),
          await ask({ 'content-type': 'text/plain' }, 'cors'),
        ];
      });
      expect(answer).toEqual(['refused', 'refused']);
    });
  });
}
