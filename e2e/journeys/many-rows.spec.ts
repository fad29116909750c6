import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choose, expect, test, uploads } from '../support/ota-drop.ts';

/** Files of the test's own, by name and size. */
async function filesIn(dir: string, names: readonly string[], text: string): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  return Promise.all(
    names.map(async (name) => {
      const path = join(dir, name);
      // No two the same, unless they are empty.
      await writeFile(path, text === '' ? '' : `\0${text}${name}`);
      return path;
    }),
  );
}

test('many refused files are summed up, and removed with one press', async ({ page, server }, {
  outputDir,
}) => {
  const empty = await filesIn(outputDir, ['a.bin', 'b.bin', 'c.bin'], '');
  await page.goto(server.url);
  await choose(page, ...empty);
  const note = page.getByTestId('many-rejected');
  await expect(note).toContainText('3 files are not uploaded: 3 empty. Nothing of them was sent.');
  await note.getByTestId('remove-rejected').click();
  await expect(uploads(page)).toHaveCount(0);
});

test('many files with a doubtful suffix are sent as proposed with one press', async ({
  page,
  server,
}, { outputDir }) => {
  const doubtful = await filesIn(outputDir, ['a.fw', 'b.img', 'c'], 'firmware');
  await page.goto(server.url);
  await choose(page, ...doubtful);
  await page.getByTestId('upload-all').click();
  // The button is gone; the keyboard goes on from the list's beginning.
  await expect(page.getByRole('heading', { name: 'Uploads' })).toBeFocused();
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(3);
});

test('many failed uploads are tried again with one press', async ({ page, server }, {
  outputDir,
}) => {
  const good = await filesIn(outputDir, ['a.bin', 'b.bin', 'c.bin'], 'firmware');
  await page.goto(server.url);
  await page.route('**/api/tickets', (route) =>
    route.fulfill({
      status: 403,
      json: { success: false, code: 'Forbidden.RAM', errorMessage: 'no', requestId: 'R' },
    }),
  );
  await choose(page, ...good);
  await expect(page.getByTestId('many-failed')).toContainText('3 uploads failed');
  await page.unroute('**/api/tickets');
  await page.getByTestId('retry-all').click();
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(3);
  await expect(page.getByTestId('many-failed')).toHaveCount(0);
});
