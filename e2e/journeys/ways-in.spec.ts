import { join } from 'node:path';
import { expect, uploads } from '../support/ota-drop.ts';
import { dragOver } from '../states/page-conditions.ts';
import { drop, test, withStatus } from './steps.ts';

/** How files come to the page: folders, pastes, the sample. */

test('a dropped folder brings all its files, past a hundred', async ({ app, write }, {
  outputDir,
}) => {
  for (let i = 0; i < 130; i++) {
    await write(join('folder', i % 2 ? 'deeper' : '', `part-${i}.bin`), `\0firmware ${i}`);
  }
  await drop(app, app.locator('html'), { files: [join(outputDir, 'folder')] });
  await expect(uploads(app)).toHaveCount(130);
  await expect(withStatus(app, 'done')).toHaveCount(130, { timeout: 50_000 });
});

test('a pasted file is uploaded', async ({ app }) => {
  await app.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['\0pasted firmware'], 'pasted.bin'));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  });
  await expect(uploads(app)).toHaveAttribute('data-status', 'done');
  await expect(uploads(app)).toContainText('pasted.bin');
});

test('a chosen folder is uploaded with its paths, without system files', async ({ app, write }, {
  outputDir,
}) => {
  await write('release/hub.bin', '\0firmware of a hub');
  await write('release/boardA/lock.bin', '\0firmware of a lock');
  await write('release/.DS_Store', 'nothing');
  await app.getByTestId('folder-input').setInputFiles(join(outputDir, 'release'));
  await expect(withStatus(app, 'done')).toHaveCount(2);
  await expect(uploads(app)).toHaveCount(2);
  await expect(uploads(app).filter({ hasText: 'lock.bin' })).toContainText('release/boardA');
  await expect(app.getByTestId('left-out')).toContainText('System files left out: 1');
});

test('a folder with nothing to upload says so', async ({ app, write }, { outputDir }) => {
  await write('empty/Thumbs.db', 'nothing');
  await app.getByTestId('folder-input').setInputFiles(join(outputDir, 'empty'));
  await expect(app.getByRole('alert')).toContainText('Nothing was added. System files left out: 1');
  await expect(uploads(app)).toHaveCount(0);
});

test('the sample is uploaded and verified', async ({ app }) => {
  await app.getByTestId('sample').press('Enter');
  await expect(app.getByText('choose files')).toBeFocused();
  await expect(uploads(app)).toHaveAttribute('data-status', 'done');
  await expect(uploads(app).getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  await expect(uploads(app).getByTestId('image')).toHaveText('ESP-IDF application');
  await expect(app.getByTestId('sample')).toHaveCount(0);
});

test('a drag that ends without an event leaves no overlay', async ({ app }) => {
  await dragOver(app);
  await expect(app.getByText('Drop to upload')).toBeVisible();
  await app.mouse.move(200, 200);
  await app.mouse.move(210, 210);
  await expect(app.getByText('Drop to upload')).toHaveCount(0);
});
