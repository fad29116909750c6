import { measureFirstLoad } from '../bench/program/first-load-part.ts';
import { arrive, choose, expect, uploads } from '../support/ota-drop.ts';
import { test, withholdChunk, withStatus } from './steps.ts';

/**
 * JavaScript and CSS of the first load, gzip. The lightest other uploader page that was measured, FilePond's, has 102,186 and 3,198
 * bytes of them.
 */
const FIRST_LOAD_MAX_BYTES = 95_000;

test('the first load is light', async ({ page, server }) => {
  const { js, css } = await measureFirstLoad(page, server.url);
  await expect(page.getByTestId('file-input')).toBeAttached();
  console.log(`first load, gzip: ${js + css} bytes of ${FIRST_LOAD_MAX_BYTES}`);
  expect(Math.min(js, css)).toBeGreaterThan(0);
  expect(js + css).toBeLessThanOrEqual(FIRST_LOAD_MAX_BYTES);
});

test('a list that cannot be loaded is retried while uploads go on', async ({ app, files }) => {
  const makeAvailable = await withholdChunk(app, /UploadPanel-/);
  const stored = app.waitForResponse((answer) => answer.request().method() === 'POST');
  await choose(app, files.bin);
  await expect(app.getByTestId('part-missing')).toHaveText(
    /did not load and is being tried again\. .*uploads continue/,
  );
  expect((await stored).ok()).toBe(true);

  makeAvailable();
  await expect(uploads(app)).toHaveAttribute('data-status', 'done');
  await expect(app.getByTestId('part-missing')).toHaveCount(0);
});

test('files chosen before the engine is loaded are kept for it', async ({ app, files }) => {
  const makeAvailable = await withholdChunk(app, /engine-/);
  await choose(app, files.bin, files.zip);
  await expect(app.getByTestId('part-missing')).toHaveText(/did not load/);
  makeAvailable();
  await expect(withStatus(app, 'done')).toHaveCount(2);
});

test('from the choice of a file until it is sent, nothing is loaded but its ticket', async ({
  app,
  files,
}) => {
  const parts = [
    app.waitForEvent('requestfinished', (request) => /receipts-.*\.js$/.test(request.url())),
    app.waitForEvent('worker'),
  ];
  await arrive(app);
  await Promise.all(parts);
  const asked: string[] = [];
  const { origin } = new URL(app.url());
  const posted = app.waitForRequest(
    (request) => request.method() === 'POST' && !request.url().startsWith(origin),
  );
  app.on('request', (request) => asked.push(request.url()));
  app.on('worker', (worker) => asked.push(worker.url()));
  await choose(app, files.bin);
  const store = (await posted).url();
  expect(asked.slice(0, asked.indexOf(store))).toEqual([`${app.url()}api/tickets`]);
});
