import { choose, expect, slowUploads, test, uploads } from '../support/ota-drop.ts';

test('a paused list starts nothing new, finishes what is on its way, and goes on when resumed', async ({
  page,
  server,
  files,
}) => {
  await page.goto(server.url);
  const letGo = await slowUploads(page, 200_000);
  await choose(page, files.apk);
  await expect(uploads(page)).toHaveAttribute('data-status', 'sending');

  await page.getByTestId('pause').click();
  await expect(page.getByTestId('paused')).toContainText('Paused: nothing new starts');
  await choose(page, files.zip, files.bin);
  await letGo();
  await expect(uploads(page).nth(0)).toHaveAttribute('data-status', 'done');
  // The transfer that ended had its whole way to go: what could start would have started.
  for (const nth of [1, 2]) {
    await expect(uploads(page).nth(nth)).toHaveAttribute('data-status', 'queued');
    await expect(uploads(page).nth(nth)).toContainText('Starts when the list is resumed.');
  }

  await page.getByTestId('pause').click();
  await expect(page.getByTestId('paused')).toHaveCount(0);
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(3);
  await expect(page.getByTestId('pause')).toHaveCount(0);
});

test('bytes that are in the store already: their address is there to be used, before a ticket is asked for', async ({
  page,
  server,
  files,
}) => {
  await page.goto(server.url);
  await choose(page, files.zip);
  const first = uploads(page).nth(0);
  await expect(first).toHaveAttribute('data-status', 'done');
  const url = await first.getByTestId('firmware-url').textContent();
  let asked = 0;
  page.on('request', (request) => (asked += request.url().endsWith('/api/tickets') ? 1 : 0));

  await choose(page, files.zip);
  const second = uploads(page).nth(1);
  await expect(second).toHaveAttribute('data-status', 'ready');
  await expect(second.getByTestId('doubt')).toContainText(
    /same bytes were uploaded as “zip” and verified, \d+ seconds? ago\./,
  );
  await expect(second.getByTestId('firmware-url')).toHaveText(url ?? '');
  expect(asked).toBe(0);

  await second.getByTestId('start').click();
  await expect(second).toHaveAttribute('data-status', 'done');
  await expect(second.getByTestId('firmware-url')).not.toHaveText(url ?? '');
  expect(asked).toBe(1);
});
