import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choose, detailOf, expect, slowUploads, test, uploads } from '../support/ota-drop.ts';
import { storedIn } from '../support/cloud/stored-files.ts';
import { record } from './steps.ts';

/** Files through the server, to a store that the browser cannot reach: RELAY=on. */

const STORE = 'https://store.invalid';

test('a file goes through the server, with progress, and its receipt says so', async ({
  page,
  start,
  dir,
}) => {
  const server = await start({ RELAY: 'on', CLOUD_PUBLIC_URL: STORE });
  const path = join(dir, 'firmware.bin');
  const bytes = randomBytes(6_000_000);
  await writeFile(path, bytes);
  await page.goto(server.url);
  const positions = await record(page, () => {
    const bar = document.querySelector('[data-testid=upload] [data-testid=progress]');
    return bar?.getAttribute('value') ?? bar?.getAttribute('aria-valuenow') ?? '';
  });
  await slowUploads(page, 3_000_000);
  await choose(page, path);
  const row = uploads(page);
  await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  expect(new Set(await positions()).size).toBeGreaterThan(3);
  const [stored] = await storedIn(server.dataDir);
  expect(Buffer.compare((await stored?.read()) ?? Buffer.alloc(0), bytes)).toBe(0);
  await expect(row).toContainText(`${STORE}/ota/firmware/`);
  const detail = await detailOf(row);
  await expect(detail.getByText(server.url, { exact: true })).toBeVisible();
});

test('a user who gives up takes the form back from the store', async ({ page, start, dir }) => {
  const server = await start({ RELAY: 'on', CLOUD_PUBLIC_URL: STORE });
  const path = join(dir, 'firmware.bin');
  await writeFile(path, randomBytes(20_000_000));
  await page.goto(server.url);
  await slowUploads(page, 1_000_000);
  await choose(page, path);
  const row = uploads(page);
  await expect(row).toHaveAttribute('data-status', 'sending');
  await row.getByRole('button', { name: /cancel/i }).click();
  await expect(row).toHaveAttribute('data-status', 'cancelled');
  expect(await storedIn(server.dataDir)).toEqual([]);
});
