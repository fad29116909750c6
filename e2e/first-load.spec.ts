import { choose, expect, test, uploads } from './ota-drop.ts';

test('the list is loaded at the first sign of a person', async ({ page, server }) => {
  await page.goto(server.url, { waitUntil: 'networkidle' });
  const desk = page.waitForResponse(/UploadDesk-.*\.js$/);
  await page.mouse.move(100, 100);
  expect((await desk).ok()).toBe(true);
});

test('a list that cannot be loaded is asked for again, and uploads go on meanwhile', async ({
  page,
  server,
  files,
}) => {
  let isAway = true;
  await page.route(/UploadDesk-/, (route) => (isAway ? route.abort() : route.continue()));
  await page.goto(server.url);
  const stored = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await choose(page, files.bin);
  await expect(page.getByTestId('part-missing')).toHaveText(
    /could not be loaded\. It is tried again by itself, and uploads go on meanwhile/,
  );
  expect((await stored).ok()).toBe(true);

  isAway = false;
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await expect(page.getByTestId('part-missing')).toHaveCount(0);
});
