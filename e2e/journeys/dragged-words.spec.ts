import { expect, uploads } from '../support/ota-drop.ts';
import { drop, test, upload } from './steps.ts';

/** What is dragged onto the page and is no file. */

const LINK = 'https://example.com/lock-2.3.1.bin';

for (const [what, items] of [
  [
    'a link of another page',
    [
      { mimeType: 'text/uri-list', data: LINK },
      { mimeType: 'text/html', data: `<a href="${LINK}">Firmware</a>` },
      { mimeType: 'text/plain', data: LINK },
    ],
  ],
  ['an address as text', [{ mimeType: 'text/plain', data: LINK }]],
] as const) {
  test(`${what} is no file, and the page says to download it`, async ({ app, files }) => {
    const asked: string[] = [];
    app.on('request', (request) => asked.push(request.url()));
    await drop(app, app.locator('html'), { items });
    const alert = app.getByRole('alert');
    await expect(alert).toHaveText(/That was a link, not a file.*Download the file first/);
    await expect(uploads(app)).toHaveCount(0);
    expect(asked.filter((url) => /example\.com|api\//.test(url))).toEqual([]);
    // Over with the next file.
    await upload(app, files.gz);
    await expect(alert).toHaveCount(0);
  });
}

test('dropped text is refused with an explanation', async ({ app }) => {
  await drop(app, app.locator('html'), {
    items: [{ mimeType: 'text/plain', data: 'lock 2.3.1' }],
  });
  await expect(app.getByRole('alert')).toHaveText(/That was not a file, so nothing was added/);
  await expect(uploads(app)).toHaveCount(0);
});

test('a dragged link of the page itself is refused as a link', async ({ app, files }) => {
  await upload(app, files.gz);
  const link = uploads(app).locator('a[href]').first();
  await link.dragTo(app.getByTestId('drop-zone'));
  await expect(app.getByRole('alert')).toHaveText(/That was a link, not a file/);
  await expect(uploads(app)).toHaveCount(1);
});
