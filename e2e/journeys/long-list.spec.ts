import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { choose, expect, slowUploads, test, uploads } from '../support/ota-drop.ts';

/** What a list of many is like to work with. */

/** Small files that differ. */
async function images(dir: string, count: number, size = 2_000): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  return Promise.all(
    Array.from({ length: count }, async (_, nth) => {
      const path = join(dir, `node-${nth + 1}.bin`);
      await writeFile(path, `\0image ${nth + 1}`.repeat(size / 8));
      return path;
    }),
  );
}

const withStatus = (page: Page, status: string) =>
  page.locator(`[data-testid=upload][data-status=${status}]`);

test('rows that want somebody are found with one press, and stay in their places when they are answered', async ({
  page,
  server,
}, { outputDir }) => {
  const good = await images(outputDir, 8);
  const [empty, doubtful, other] = ['empty.bin', 'boot.img', 'hub.img'].map((name) =>
    join(outputDir, name),
  );
  if (empty === undefined || doubtful === undefined || other === undefined) throw new Error();
  await writeFile(empty, '');
  await writeFile(doubtful, '\0firmware of a boot image');
  await writeFile(other, '\0firmware of a hub');
  await page.goto(server.url);
  await choose(page, ...good, empty, doubtful, other);
  await expect(withStatus(page, 'done')).toHaveCount(8);

  await expect(page.getByTestId('show-all')).toHaveText('All 11');
  await expect(page.getByTestId('show-not-uploaded')).toHaveText('Not uploaded 1');
  await expect(page.getByTestId('show-uploaded')).toHaveText('Uploaded 8');
  await page.getByTestId('show-needs-you').click();
  await expect(page.getByTestId('show-needs-you')).toHaveAttribute('aria-pressed', 'true');
  await expect(uploads(page)).toHaveCount(2);

  await uploads(page).first().getByTestId('start').press('Enter');
  await expect(uploads(page).first()).toHaveAttribute('data-status', 'done');
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
  // Nothing has come up in its place.
  await expect(uploads(page)).toHaveCount(2);
  await expect(page.getByTestId('show-needs-you')).toHaveText('Needs you 1');

  // What is added now belongs to another group, and is seen all the same.
  const late = join(outputDir, 'late.bin');
  await writeFile(late, '\0firmware that comes late');
  await choose(page, late);
  await expect(uploads(page)).toHaveCount(3);
  await expect(uploads(page).last()).toHaveAttribute('data-status', 'done');
  await page.getByTestId('show-under-way').click();
  await expect(page.getByText('There are none.')).toBeVisible();
  await page.getByTestId('show-needs-you').click();
  await expect(uploads(page)).toHaveCount(1);

  await uploads(page).getByTestId('remove').press('Enter');
  await expect(uploads(page)).toHaveCount(0);
  await expect(page.getByText('choose files')).toBeFocused();
  await page.getByTestId('show-all').click();
  await expect(withStatus(page, 'done')).toHaveCount(10);
});

test('a receipt says all of itself as long as there is room, and what one came for when there are many', async ({
  page,
  server,
}, { outputDir }) => {
  const [first = '', second = '', ...more] = await images(outputDir, 5);
  await page.goto(server.url);
  await choose(page, first, second);
  await expect(withStatus(page, 'done')).toHaveCount(2);
  const digests = (nth: number) => uploads(page).nth(nth).getByTestId('digest');
  await expect(digests(0).first()).toBeVisible();
  await uploads(page)
    .nth(1)
    .getByRole('button', { name: /^Copy MD5/ })
    .focus();

  await choose(page, ...more);
  await expect(withStatus(page, 'done')).toHaveCount(5);
  await expect(digests(0).first()).toBeHidden();
  // Still read by whoever automates this page.
  await expect(digests(0)).toHaveCount(3);
  await expect(uploads(page).nth(0).getByTestId('firmware-url')).toBeVisible();
  // Somebody is at this one.
  await expect(digests(1).first()).toBeVisible();
  await uploads(page).nth(4).getByText('Checksums and details').click();
  await expect(digests(4)).toHaveCount(3);
  await expect(digests(4).first()).toBeVisible();
});

test('a removed row hands the focus to the name of the next, not to a button', async ({
  page,
  server,
}, { outputDir }) => {
  const files = await images(outputDir, 4);
  await page.goto(server.url);
  await choose(page, ...files);
  await expect(withStatus(page, 'done')).toHaveCount(4);
  await uploads(page).nth(1).getByTestId('remove').press('Enter');
  await expect(page.getByRole('heading', { name: 'node-3.bin' })).toBeFocused();
  await uploads(page).nth(2).getByTestId('remove').press('Enter');
  await expect(page.getByRole('heading', { name: 'node-3.bin' })).toBeFocused();
});

test('all is cancelled after a question, and started again with one press', async ({
  page,
  server,
}, { outputDir }) => {
  const files = await images(outputDir, 5, 400_000);
  await page.goto(server.url);
  const letGo = await slowUploads(page, 50_000);
  await choose(page, ...files);
  await expect(withStatus(page, 'sending').first()).toBeVisible();

  await page.getByTestId('cancel-all').press('Enter');
  await expect(page.getByTestId('cancel-all-no')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('cancel-all')).toBeFocused();
  await expect(page.getByTestId('cancel-all-yes')).toHaveCount(0);
  await expect(withStatus(page, 'cancelled')).toHaveCount(0);

  await page.getByTestId('cancel-all').click();
  await page.getByTestId('cancel-all-yes').click();
  await expect(withStatus(page, 'cancelled')).toHaveCount(5);
  await expect(page.getByRole('heading', { name: 'Uploads' })).toBeFocused();
  await expect(page.getByTestId('many-cancelled')).toContainText('5 uploads were cancelled.');

  await letGo();
  await page.getByTestId('restart-all').click();
  await expect(withStatus(page, 'done')).toHaveCount(5);
  await expect(page.getByTestId('many-cancelled')).toHaveCount(0);
});

test('what failed is still there after a reload and after Clear finished, and wants its file', async ({
  page,
  server,
}, { outputDir }) => {
  const [good = '', bad = ''] = await images(outputDir, 2);
  await page.goto(server.url);
  await choose(page, good);
  await expect(withStatus(page, 'done')).toHaveCount(1);
  await page.route('**/api/tickets', (route) =>
    route.fulfill({
      status: 403,
      json: { success: false, code: 'Forbidden.RAM', errorMessage: 'no', requestId: 'R' },
    }),
  );
  await choose(page, bad);
  const failure = page.getByTestId('failure');
  await expect(failure).toBeVisible();
  const code = (await failure.getAttribute('data-code')) ?? '';

  await page.getByTestId('clear-finished').click();
  await expect(uploads(page)).toHaveCount(1);
  await page.reload();
  const row = uploads(page);
  await expect(row).toHaveAttribute('data-status', 'interrupted');
  await expect(row.getByTestId('interrupted')).toContainText(
    `It failed on the last visit To try again, choose the file again. Nothing was stored. ${code}`,
  );
  await page.unroute('**/api/tickets');
  await choose(page, bad);
  await expect(row).toHaveAttribute('data-status', 'done');
});

test('the same bytes under two names, added together, are sent once and then asked about', async ({
  page,
  server,
}, { outputDir }) => {
  const [first = '', other = ''] = await images(outputDir, 2, 40_000);
  const copy = join(outputDir, 'node-1-final.bin');
  await copyFile(first, copy);
  let sent = 0;
  page.on('request', (request) => (sent += request.url().endsWith('/api/tickets') ? 1 : 0));
  await page.goto(server.url);
  await choose(page, first, copy, other);
  await expect(withStatus(page, 'done')).toHaveCount(2);
  const row = withStatus(page, 'ready');
  await expect(row.getByRole('heading')).toHaveText('node-1-final.bin');
  await expect(row.getByTestId('doubt')).toContainText('The same bytes were uploaded');
  expect(sent).toBe(2);
});

test('while our server is away the rest waits, and goes on by itself when it is back', async ({
  page,
  server,
}, { outputDir }) => {
  const files = await images(outputDir, 12);
  await page.goto(server.url);
  const away = /\/(?:api\/tickets|healthz|config\.json)$/;
  let asked = 0;
  await page.route(away, (route) => {
    asked += route.request().url().endsWith('/api/tickets') ? 1 : 0;
    return route.abort('connectionrefused');
  });
  await choose(page, ...files);
  await expect(page.getByTestId('many-away')).toContainText('Uploads go on by themselves');
  // Small ones go four at a time; the others keep their first attempt.
  await expect(withStatus(page, 'queued')).not.toHaveCount(0);
  await page.unroute(away);
  await expect(withStatus(page, 'done')).toHaveCount(12);
  await expect(page.getByTestId('many-away')).toHaveCount(0);
  const attempts = await uploads(page).evaluateAll((rows) =>
    rows.map((row) => row.getAttribute('data-attempt')),
  );
  expect(attempts.filter((attempt) => attempt === '1').length).toBeGreaterThanOrEqual(8);
  expect(asked).toBeLessThan(12);
});
