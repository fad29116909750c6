import type { Page } from 'playwright/test';
import { choose, detailOf, expect, slowUploads, uploads } from '../support/ota-drop.ts';
import {
  openReceipts,
  readClipboard,
  refuseTickets,
  test,
  TICKETS,
  upload,
  withStatus,
} from './steps.ts';

/** Rows and their detail: what is seen without scrolling, how many presses things take, and what the keyboard does. */

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** Rows that lie in the window with all of their height, below what stays at its top. */
function wholeRows(page: Page): Promise<number> {
  return uploads(page).evaluateAll((rows) => {
    const top = document.querySelector('[data-testid=summary]')?.parentElement?.parentElement;
    const from = top?.getBoundingClientRect().bottom ?? 0;
    return rows.filter((row) => {
      const box = row.getBoundingClientRect();
      return box.top >= from - 1 && box.bottom <= innerHeight + 1;
    }).length;
  });
}

for (const [width, height, least] of [
  [1280, 800, 13],
  [390, 844, 9],
] as const) {
  test(`of forty files at least ${least} rows are seen at ${width} x ${height}`, async ({
    app,
    write,
  }) => {
    await app.setViewportSize({ width, height });
    await slowUploads(app, 20_000);
    const names = Array.from({ length: 40 }, (_, nth) => `sensor-th10-v1.${nth}.0.bin`);
    await choose(
      app,
      ...(await Promise.all(names.map((name) => write(name, `\0${name}`.repeat(2_000))))),
    );
    await expect(withStatus(app, 'sending').first()).toBeVisible();
    await expect(app.getByTestId('show-queued')).toBeVisible();
    await expect.poll(() => wholeRows(app)).toBeGreaterThanOrEqual(least);

    await app.mouse.move(width / 3, height / 2);
    await app.mouse.wheel(0, 700);
    await expect.poll(() => app.evaluate(() => scrollY)).toBeGreaterThan(300);
    await expect.poll(() => wholeRows(app)).toBeGreaterThanOrEqual(least);
    // On a phone the total and the numbers stand in the head by themselves.
    await expect(app.getByTestId('summary').locator('b')).toBeInViewport();
    for (const id of ['pause', 'cancel-all']) await expect(app.getByTestId(id)).toBeInViewport();
  });
}

test('an address is copied with one press, and by the key c', async ({ app, files }) => {
  await upload(app, files.gz, files.zip);
  const addresses = await app.getByTestId('firmware-url').allTextContents();
  await uploads(app).nth(1).getByTestId('copy-firmware-url').click();
  await expect.poll(() => readClipboard(app)).toBe(addresses[1]);
  await uploads(app).nth(1).getByTestId('open-detail').focus();
  await app.keyboard.press('ArrowUp');
  await app.keyboard.press('c');
  await expect.poll(() => readClipboard(app)).toBe(addresses[0]);
});

test('a doubtful file takes two presses, a failed one takes one', async ({ app, files, write }) => {
  await upload(app, files.gz);
  await choose(app, await write('hub.img', '\0hub'));
  const doubtful = uploads(app).nth(1);
  await doubtful.getByTestId('review').click();
  await app.getByTestId('start').click();
  await expect(doubtful).toHaveAttribute('data-status', 'done');

  await refuseTickets(app);
  await choose(app, await write('node.bin', '\0node'));
  await expect(uploads(app).nth(2)).toHaveAttribute('data-status', 'failed');
  await app.unroute(TICKETS);
  await uploads(app).nth(2).getByTestId('retry').click();
  await expect(uploads(app).nth(2)).toHaveAttribute('data-status', 'done');
});

test('arrows choose, Enter leads into the detail and Escape back', async ({ app, files }) => {
  await upload(app, files.gz, files.zip, files.bin);
  const open = (nth: number) => uploads(app).nth(nth).getByTestId('open-detail');
  const detail = app.getByTestId('detail');
  const idOf = (nth: number) => uploads(app).nth(nth).getAttribute('data-id');
  // The first is chosen by itself.
  await expect(detail).toHaveAttribute('data-id', (await idOf(0)) ?? '');

  await open(0).focus();
  await app.keyboard.press('ArrowDown');
  await expect(open(1)).toBeFocused();
  await expect(detail).toHaveAttribute('data-id', (await idOf(1)) ?? '');
  await app.keyboard.press('End');
  await expect(open(2)).toBeFocused();
  await app.keyboard.press('Tab');
  await expect(uploads(app).nth(2).getByTestId('copy-firmware-url')).toBeFocused();
  await app.keyboard.press('Shift+Tab');
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('tab-panel')).toBeFocused();
  await app.keyboard.press('Escape');
  await expect(open(2)).toBeFocused();

  // What the user has chosen stays, whatever is added.
  await choose(app, files.apk);
  await expect(withStatus(app, 'done')).toHaveCount(4);
  await expect(detail).toHaveAttribute('data-id', (await idOf(2)) ?? '');
});

test('on a narrow page a lone detail is open, and closes for good', async ({ app, files }) => {
  await app.setViewportSize({ width: 800, height: 900 });
  await upload(app, files.gz);
  const detail = app.getByTestId('detail');
  await expect(detail).toBeVisible();
  await uploads(app).getByTestId('open-detail').press('Escape');
  await expect(detail).toHaveCount(0);
  await expect(uploads(app).getByTestId('open-detail')).toBeFocused();

  await choose(app, files.zip, files.bin);
  await expect(withStatus(app, 'done')).toHaveCount(3);
  await expect(detail).toHaveCount(0);
  const second = await detailOf(uploads(app).nth(1));
  await expect(second.getByTestId('detail-firmware-url')).toBeVisible();
  await second.getByTestId('close-detail').press('Enter');
  await expect(detail).toHaveCount(0);
  await expect(uploads(app).nth(1).getByTestId('open-detail')).toBeFocused();
});

for (const place of ['list', 'receipts'] as const) {
  test(`what is open in a detail stays where it moves with the window: ${place}`, async ({
    app,
    files,
  }) => {
    await app.setViewportSize({ width: 1280, height: 800 });
    await upload(app, files.gz, files.zip);
    if (place === 'receipts') await openReceipts(app);
    const detail = app.getByTestId(place === 'list' ? 'detail' : 'kept-detail');
    // Chosen by the page, and used by the user.
    await detail.getByTestId('compare').focus();
    await detail.getByTestId('compare-input').setInputFiles(files.apk);
    const answer = detail.getByTestId('comparison');
    await expect(answer).toHaveAttribute('data-kind', 'other-size');
    const code = detail.getByTestId('show-qr');
    await code.click();
    const below = app.locator('li').getByTestId('qr');
    for (const [width, isBelow] of [
      [1000, 1],
      [1280, 0],
      [390, 1],
    ] as const) {
      await app.setViewportSize({ width, height: 800 });
      await expect(below).toHaveCount(isBelow);
      await expect(answer).toBeVisible();
      await expect(detail.getByTestId('qr')).toBeVisible();
      await expect(code).toBeFocused();
    }

    // The key closes what was opened last.
    await answer.click();
    await app.keyboard.press('Escape');
    await expect(detail.getByTestId('qr')).toHaveCount(0);
    await expect(answer).toBeVisible();
    await expect(code).toBeFocused();
    await app.keyboard.press('Escape');
    await expect(detail).toHaveCount(0);
  });
}

test('the theme is switched, kept, and given back to the system', async ({ app }) => {
  const background = () => app.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await app.emulateMedia({ colorScheme: 'light' });
  const light = await background();
  await app.getByTestId('theme').click();
  expect(await background()).toBe(light);
  await app.getByTestId('theme').click();
  const dark = await background();
  expect(dark).not.toBe(light);
  await app.reload();
  await expect(app.getByTestId('theme')).toHaveAttribute('data-theme-chosen', 'dark');
  expect(await background()).toBe(dark);
  await app.getByTestId('theme').click();
  expect(await background()).toBe(light);
  await app.emulateMedia({ colorScheme: 'dark' });
  expect(await background()).toBe(dark);
});
