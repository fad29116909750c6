import { gzipSync } from 'node:zlib';
import { choose, expect, uploads } from '../support/ota-drop.ts';
import { test, withholdChunk, withStatus } from './steps.ts';

/**
 * JavaScript and CSS of the first load, gzip. The lightest other uploader page that was measured, FilePond's, has 102,186 and 3,198
 * bytes of them.
 */
const FIRST_LOAD_MAX_BYTES = 95_000;

test('the first load is light', async ({ page, server }) => {
  const loaded: Promise<readonly [string, number]>[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!/\.(?:js|css)$/.test(pathname)) return;
    loaded.push(response.body().then((body) => [pathname, gzipSync(body, { level: 9 }).length]));
  });
  // Without a move, a key or a file: what every visit fetches.
  await page.goto(server.url, { waitUntil: 'networkidle' });
  await expect(page.getByTestId('file-input')).toBeAttached();

  const files = await Promise.all(loaded);
  const total = files.reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(`first load, gzip: ${total} bytes of ${FIRST_LOAD_MAX_BYTES}, ${files.length} files`);
  expect(files.length).toBeGreaterThanOrEqual(2);
  expect(total).toBeLessThanOrEqual(FIRST_LOAD_MAX_BYTES);
});

test('a list that cannot be loaded is retried while uploads go on', async ({ app, files }) => {
  const makeAvailable = await withholdChunk(app, /UploadPanel-/);
  const stored = app.waitForResponse((answer) => answer.request().method() === 'POST');
  await choose(app, files.bin);
  await expect(app.getByTestId('part-missing')).toHaveText(
    /could not be loaded\. It is tried again by itself; .*uploads go on meanwhile/,
  );
  expect((await stored).ok()).toBe(true);

  makeAvailable();
  await expect(uploads(app)).toHaveAttribute('data-status', 'done');
  await expect(app.getByTestId('part-missing')).toHaveCount(0);
});

test('files chosen before the engine is loaded are kept for it', async ({ app, files }) => {
  const makeAvailable = await withholdChunk(app, /engine-/);
  await choose(app, files.bin, files.zip);
  await expect(app.getByTestId('part-missing')).toHaveText(/could not be loaded/);
  makeAvailable();
  await expect(withStatus(app, 'done')).toHaveCount(2);
});
