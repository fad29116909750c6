import { join } from 'node:path';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { choose, expect, slowUploads, uploads } from '../support/ota-drop.ts';
import { record, test } from './steps.ts';

/** What the list shows of its progress, recorded over time. */

test('the total’s bar never runs backwards while files are added', async ({ app, files }) => {
  const large = await sparseFile(join(files.dir, 'total.bin'), 12_000_000);
  const undecided = await sparseFile(join(files.dir, 'total.img'), 5_000_000);
  await slowUploads(app, 2_000_000);
  await choose(app, large, undecided);
  await expect(uploads(app).first()).toHaveAttribute('data-status', 'sending');
  const bar = app.getByTestId('total-progress');
  await expect(bar).toHaveAttribute('max', '17000000');
  const seen = await record(app, () => {
    const total = document.querySelector<HTMLProgressElement>('[data-testid=total-progress]');
    return { value: total?.value ?? 0, max: total?.max ?? 0 };
  });
  const sent = async () => (await seen()).at(-1)?.value ?? 0;

  await expect.poll(sent).toBeGreaterThan(3_000_000);
  for (const nth of [1, 2, 3]) {
    const name = nth === 2 ? `more-${nth}.img` : `more-${nth}.bin`;
    await choose(app, await sparseFile(join(files.dir, name), 4_000_000));
    await expect(bar).toHaveAttribute('max', String(17_000_000 + nth * 4_000_000));
  }
  await expect.poll(sent).toBeGreaterThan(9_000_000);

  const all = await seen();
  const steps = all.slice(1).map((now, at) => ({ before: all[at] ?? now, now }));
  expect(steps.filter(({ before, now }) => now.max < before.max)).toEqual([]);
  expect(steps.filter(({ before, now }) => now.value < before.value)).toEqual([]);
  // Its share may fall, but only when the total grows.
  const shares = steps.filter(({ before, now }) => now.value / now.max < before.value / before.max);
  expect(shares.every(({ before, now }) => now.max > before.max)).toBe(true);
});

test('an upload that outlives its ticket does not mention it', async ({ page, start, files }) => {
  const server = await start({ TICKET_LIFE_S: '4' });
  await page.goto(server.url);
  const seen = await record(
    page,
    () =>
      document.querySelector<HTMLElement>('[data-testid=upload][data-status=sending]')?.innerText ??
      '',
  );
  await slowUploads(page, 1_500_000);
  await choose(page, await sparseFile(join(files.dir, 'long.bin'), 12_000_000));
  await expect(uploads(page)).toHaveAttribute('data-status', 'done', { timeout: 40_000 });
  const texts = await seen();
  expect(texts.length).toBeGreaterThan(10);
  expect(texts.filter((text) => /ticket (?:valid|ends)/.test(text))).toEqual([]);
});
