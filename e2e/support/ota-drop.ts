import { readFile, rm } from 'node:fs/promises';
import { expect, test as base, type FileChooser, type Locator, type Page } from 'playwright/test';
import { temporaryFolder } from '../../src/automation/temporary-folder.ts';
import { attachRecordings } from '../../src/automation/recording.ts';
import { putInto } from '../../src/automation/uploader.ts';
import { spawnServer, stopProcess } from './cloud/server-process.ts';
import { starting } from './starting.ts';
import { firmwareFiles, type FirmwareFiles } from '../../src/testing/firmware-files.ts';

/** The built server as a process of its own, on free ports, with a folder of its own. */
export type RunningServer = {
  readonly url: string;
  readonly cloudUrl: string;
  readonly dataDir: string;
  readonly pid: number;
  stop(): Promise<void>;
};

async function startServer(env: Record<string, string> = {}): Promise<RunningServer> {
  const folder = await temporaryFolder();
  const { child, url, cloudUrl } = await spawnServer({ DATA_DIR: folder.path, ...env });
  return {
    url,
    cloudUrl,
    dataDir: folder.path,
    pid: child.pid ?? 0,
    async stop() {
      await stopProcess(child);
      await folder.remove();
    },
  };
}

/**
 * Slows this page's uploads down, so that a test can act in the middle of one. Returns how to let them go.
 * @param latency of each answer, in milliseconds
 */
export async function slowUploads(
  page: Page,
  bytesPerSecond: number,
  latency = 0,
): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const limit = async (uploadThroughput: number) => {
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency,
      downloadThroughput: -1,
      uploadThroughput,
    });
  };
  await session.send('Network.enable');
  await limit(bytesPerSecond);
  return () => limit(-1);
}

/** What the browser opens for files upon a press. */
export async function chooserOf(page: Page, press: () => Promise<void>): Promise<FileChooser> {
  const opening = page.waitForEvent('filechooser');
  // A key overtakes what the browser was told before it: once the page answers, choosers are caught.
  await page.evaluate(() => undefined);
  await press();
  return opening;
}

/** Moves the mouse, upon which the page loads what it needs for files; resolves when that is there. For a first visit. */
export async function arrive(page: Page): Promise<void> {
  const asked = new Set<string>();
  const here = new Set<string>();
  page.on('request', (request) => asked.add(request.url()));
  page.on('requestfinished', (request) => here.add(request.url()));
  const isHere = () =>
    [/engine-.*\.js$/, /UploadPanel-.*\.js$/].every((chunk) =>
      [...here].some((url) => chunk.test(url)),
    ) && [...asked].every((url) => here.has(url));
  // The page may not be listening yet.
  let x = 100;
  await expect(async () => {
    x += 1;
    await page.mouse.move(x, 100);
    expect(isHere()).toBe(true);
  }).toPass({ intervals: [50] });
}

/** One row of the page, by the test ids that others' automation relies on. */
export function uploads(page: Page): Locator {
  return page.getByTestId('upload');
}

/** The detail of a row, and another part of it; each shows it if it is not shown yet. */
export { showDetail as detailOf, showTab as tabOf } from '../../src/automation/upload-detail.ts';

/** Without waiting for what comes of it; `uploaderOn(page).choose` waits for the upload and gives it. */
export async function choose(page: Page, ...paths: readonly string[]): Promise<void> {
  await putInto(page.getByTestId('file-input'), paths);
}

/** Fetches what the page says is stored and compares it with the file, byte for byte. */
export async function expectSameBytes(url: string, path: string): Promise<void> {
  const [stored, local] = await Promise.all([
    fetch(url).then((response) => response.arrayBuffer()),
    readFile(path),
  ]);
  expect(Buffer.compare(Buffer.from(stored), local)).toBe(0);
}

type Fixtures = {
  /** A temporary folder of the test's own. */
  readonly dir: string;
  /** Starts a server of the test's own, which ends with the test, however that goes. */
  readonly start: (env?: Record<string, string>) => Promise<RunningServer>;
  /** Fails the test if the page reports an error or a breach of its security policy. */
  readonly quietConsole: void;
  /** A test that fails attaches the recording of each upload on its page: `npm run replay -- FILE`. */
  readonly recordings: void;
};
type WorkerFixtures = { readonly server: RunningServer; readonly files: FirmwareFiles };

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
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
  dir: async ({}, use) => {
    const folder = await temporaryFolder();
    await use(folder.path);
    await folder.remove();
  },
  start: starting(startServer),
  quietConsole: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() !== 'error') return;
        // The browser's own note of an HTTP error or a cut connection; what the page makes of it is what counts.
        if (/Failed to load resource|blocked by CORS policy/.test(message.text())) return;
        complaints.push(message.text());
      });
      await use();
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
  recordings: [
    // Before its servers end: a page may still load what the export needs.
    async ({ page, start }, use, testInfo) => {
      void start;
      await use();
      await attachRecordings(page, testInfo);
    },
    { auto: true },
  ],
});

export { expect };
