import { join } from 'node:path';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { choose, expect, slowUploads, uploads } from '../support/ota-drop.ts';
import { record, test } from './steps.ts';

/** What the list shows of its progress, recorded over time. */

test('an upload that outlives its ticket does not mention it', async ({ page, start, files }) => {
  const server = await start({ TICKET_LIFE_S: '4' });
  await page.goto(server.url);
  const seen = await record(
    page,
    () =>
      document.querySelector<HTMLElement>('main:has([data-testid=upload][data-status=sending])')
        ?.innerText ?? '',
  );
  await slowUploads(page, 1_500_000);
  await choose(page, await sparseFile(join(files.dir, 'long.bin'), 8_000_000));
  await expect(uploads(page)).toHaveAttribute('data-status', 'done', { timeout: 40_000 });
  const texts = await seen();
  expect(texts.length).toBeGreaterThan(10);
  expect(texts.filter((text) => /ticket (?:valid|ends)/.test(text))).toEqual([]);
});
