import { join } from 'node:path';
import { expect, uploads } from '../support/ota-drop.ts';
import { dragOver } from '../states/page-conditions.ts';
import { drop, test, upload, withStatus } from './steps.ts';

/** How files come to the page: folders, pastes, the sample; and what is dragged onto it and is no file. */

test('a dropped folder brings all its files, past a hundred', async ({ app, write }, {
  outputDir,
}) => {
  for (let i = 0; i < 104; i++) {
    await write(join('folder', i % 2 ? 'deeper' : '', `part-${i}.bin`), `\0firmware ${i}`);
  }
  await drop(app, app.locator('html'), { files: [join(outputDir, 'folder')] });
  await expect(uploads(app)).toHaveCount(104);
  await expect(withStatus(app, 'done')).toHaveCount(104, { timeout: 50_000 });
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

const LINK = 'https://example.com/lock-2.3.1.bin';
const LINK_REFUSED = /that was a link.*Download the file, then drop it/;

for (const [what, text, items] of [
  [
    'a link of another page',
    LINK_REFUSED,
    [
      { mimeType: 'text/uri-list', data: LINK },
      { mimeType: 'text/html', data: `<a href="${LINK}">Firmware</a>` },
      { mimeType: 'text/plain', data: LINK },
    ],
  ],
  ['an address as text', LINK_REFUSED, [{ mimeType: 'text/plain', data: LINK }]],
  [
    'other text',
    /Nothing was added: that was not a file/,
    [{ mimeType: 'text/plain', data: 'lock 2.3.1' }],
  ],
] as const) {
  test(`dropped, ${what} is refused with an explanation`, async ({ app, files }) => {
    const asked: string[] = [];
    app.on('request', (request) => asked.push(request.url()));
    await drop(app, app.locator('html'), { items });
    const alert = app.getByRole('alert');
    await expect(alert).toHaveText(text);
    await expect(uploads(app)).toHaveCount(0);
    expect(asked.filter((url) => /example\.com|api\//.test(url))).toEqual([]);
    // Over with the next file.
    await upload(app, files.gz);
    await expect(alert).toHaveCount(0);
  });
}

test('pasted text is refused with an explanation, and left alone where one writes', async ({
  app,
  files,
}) => {
  const paste = (selector: string) =>
    app.locator(selector).evaluate((target, link) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', link);
      target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, LINK);
  await paste('body');
  const alert = app.getByRole('alert');
  await expect(alert).toHaveText(LINK_REFUSED);
  await upload(app, files.gz);
  await expect(alert).toHaveCount(0);
  await paste('textarea');
  await expect(alert).toHaveCount(0);
});

test('a dragged link of the page itself is refused as a link', async ({ app, files }) => {
  await upload(app, files.gz);
  const link = app.getByTestId('open-stored');
  await link.dragTo(app.getByTestId('drop-zone'));
  await expect(app.getByRole('alert')).toHaveText(/that was a link/);
  await expect(uploads(app)).toHaveCount(1);
});
