import type { Page } from 'playwright/test';
import { choose, expect, test, uploads } from '../support/ota-drop.ts';

/** What is dragged onto the page and is no file. */

type Item = { readonly mimeType: string; readonly data: string };

async function drop(page: Page, ...items: readonly Item[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [...items], files: [], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 20, y: 500, data });
  }
}

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
  test(`${what} is no file: the page says to download it first, and asks for nothing`, async ({
    page,
    server,
    files,
  }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(server.url);
    await drop(page, ...items);
    const alert = page.getByRole('alert');
    await expect(alert).toHaveText(/That was a link, not a file.*Download the file first/);
    await expect(uploads(page)).toHaveCount(0);
    expect(asked.filter((url) => /example\.com|api\//.test(url))).toEqual([]);
    // Over with the next file.
    await choose(page, files.gz);
    await expect(uploads(page)).toHaveAttribute('data-status', 'done');
    await expect(alert).toHaveCount(0);
  });
}

test('text is no file, and that is said', async ({ page, server }) => {
  await page.goto(server.url);
  await drop(page, { mimeType: 'text/plain', data: 'lock 2.3.1' });
  await expect(page.getByRole('alert')).toHaveText(/That was not a file, so nothing was added/);
  await expect(uploads(page)).toHaveCount(0);
});

test('a link of the page itself, dragged by hand, is told as a link', async ({
  page,
  server,
  files,
}) => {
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  const link = uploads(page).locator('a[href]').first();
  await link.dragTo(page.getByTestId('drop-zone'));
  await expect(page.getByRole('alert')).toHaveText(/That was a link, not a file/);
  await expect(uploads(page)).toHaveCount(1);
});
