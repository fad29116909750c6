import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, uploads } from '../support/ota-drop.ts';
import { dragOver } from '../states/page-tricks.ts';

test('a folder is chosen: what is in it is uploaded, with its paths, and without what systems leave there', async ({
  page,
  server,
}, { outputDir }) => {
  const folder = join(outputDir, 'release');
  await mkdir(join(folder, 'boardA'), { recursive: true });
  await writeFile(join(folder, 'hub.bin'), '\0firmware of a hub');
  await writeFile(join(folder, 'boardA', 'lock.bin'), '\0firmware of a lock');
  await writeFile(join(folder, '.DS_Store'), 'nothing');
  await page.goto(server.url);
  await page.getByTestId('folder-input').setInputFiles(folder);
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(2);
  await expect(uploads(page)).toHaveCount(2);
  await expect(uploads(page).filter({ hasText: 'lock.bin' })).toContainText('release/boardA');
  await expect(page.getByTestId('left-out')).toContainText('System files left out: 1');
});

test('a folder with nothing to upload says so', async ({ page, server }, { outputDir }) => {
  const folder = join(outputDir, 'empty');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'Thumbs.db'), 'nothing');
  await page.goto(server.url);
  await page.getByTestId('folder-input').setInputFiles(folder);
  await expect(page.getByRole('alert')).toContainText(
    'Nothing was added. System files left out: 1',
  );
  await expect(uploads(page)).toHaveCount(0);
});

test('who has no firmware at hand tries it with a sample', async ({ page, server }) => {
  await page.goto(server.url);
  await page.getByTestId('sample').press('Enter');
  await expect(page.getByText('choose files')).toBeFocused();
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await expect(uploads(page).getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  await expect(uploads(page).getByTestId('image')).toHaveText('ESP-IDF application');
  await expect(page.getByTestId('sample')).toHaveCount(0);
});

test('a drag that ends without a word leaves no overlay behind', async ({ page, server }) => {
  await page.goto(server.url);
  await dragOver(page);
  await expect(page.getByText('Drop to upload')).toBeVisible();
  await page.mouse.move(200, 200);
  await page.mouse.move(210, 210);
  await expect(page.getByText('Drop to upload')).toHaveCount(0);
});
