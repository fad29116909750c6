import { gzipSync } from 'node:zlib';
import { arrive, choose, expect, test, uploads } from '../support/ota-drop.ts';

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
  // Nobody moves, types or drops anything: what is fetched now is what everybody has to fetch.
  await page.goto(server.url, { waitUntil: 'networkidle' });
  await expect(page.getByTestId('file-input')).toBeAttached();

  const files = await Promise.all(loaded);
  const total = files.reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(`first load, gzip: ${total} bytes of ${FIRST_LOAD_MAX_BYTES}, ${files.length} files`);
  expect(files.length).toBeGreaterThanOrEqual(2);
  expect(total).toBeLessThanOrEqual(FIRST_LOAD_MAX_BYTES);
});

test('engine and list are loaded at the first sign of a person', async ({ page, server }) => {
  await page.goto(server.url, { waitUntil: 'networkidle' });
  const scripts: string[] = [];
  page.on('response', (response) => scripts.push(response.url()));
  await arrive(page);
  expect(scripts.filter((url) => /(?:engine|UploadPanel)-.*\.js$/.test(url))).toHaveLength(2);
});

test('a list that cannot be loaded is asked for again, and uploads go on meanwhile', async ({
  page,
  server,
  files,
}) => {
  let isAway = true;
  await page.route(/UploadPanel-/, (route) => (isAway ? route.abort() : route.continue()));
  await page.goto(server.url);
  const stored = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await choose(page, files.bin);
  await expect(page.getByTestId('part-missing')).toHaveText(
    /could not be loaded\. It is tried again by itself; .*uploads go on meanwhile/,
  );
  expect((await stored).ok()).toBe(true);

  isAway = false;
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await expect(page.getByTestId('part-missing')).toHaveCount(0);
});

test('files that come before the engine are held until it is there', async ({
  page,
  server,
  files,
}) => {
  let isAway = true;
  await page.route(/engine-/, (route) => (isAway ? route.abort() : route.continue()));
  await page.goto(server.url);
  await choose(page, files.bin, files.zip);
  await expect(page.getByTestId('part-missing')).toHaveText(/could not be loaded/);
  isAway = false;
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(2);
});

test('who comes back finds the list without a move', async ({ page, server, files }) => {
  await page.goto(server.url);
  await choose(page, files.bin);
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await page.reload();
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
});
