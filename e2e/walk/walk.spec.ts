import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../support/ota-drop.ts';
import { serveDemo } from '../support/cloud/static-demo.ts';
import { encodeGif } from './encode-gif.ts';
import { recordFrames } from './record-frames.ts';

/** Presenter mode, in half a minute: what docs/pictures/walk.gif shows. It fails where the page does not come to what is to be seen. */

const FILE = join(import.meta.dirname, '../../docs/pictures/walk.gif');
const BYTES_MAX = 1_500_000;

test.use({ viewport: { width: 1120, height: 700 }, colorScheme: 'light' });

test('the walk', async ({ page }) => {
  const demo = await serveDemo();
  try {
    await page.goto(`${demo.url}?present`);
    const next = page.getByTestId('presenter-next');
    const step = (id: string) =>
      expect(page.getByTestId('presenter-dock')).toHaveAttribute('data-step', id);
    const rows = (status: string) => page.locator(`[data-testid=upload][data-status=${status}]`);
    await step('welcome');
    // Loaded before the film begins, as on a second visit.
    await next.click();
    await page.getByTestId('presenter-large-type').click();
    await next.focus();
    const film = await recordFrames(page);

    /** Goes to a step, lets its caption be read, and does what it does. */
    const play = async (id: string, readMs: number) => {
      await page.keyboard.press('PageDown');
      await step(id);
      await film.hold(readMs);
      await page.keyboard.press('PageDown');
    };
    await film.hold(1_400);
    await play('good', 1_300);
    await expect(rows('done')).toHaveCount(1);
    await page.keyboard.press('PageDown');
    await step('proof');
    await film.hold(2_000);
    await page.keyboard.press('PageDown');
    await page.getByTestId('presenter-skip').click();
    await step('doubtful');
    await next.focus();
    await film.hold(1_300);
    await page.keyboard.press('PageDown');
    await expect(rows('ready')).toHaveCount(1);
    await film.hold(1_900);
    await page.keyboard.press('PageDown');
    for (const id of ['cut', 'large']) {
      await step(id);
      await page.getByTestId('presenter-skip').click();
    }
    await step('broken');
    await next.focus();
    await film.hold(1_300);
    await page.keyboard.press('PageDown');
    await expect(rows('done')).toHaveCount(2);
    await film.hold(1_400);
    await play('altered', 1_400);
    await expect(rows('failed')).toHaveCount(1);
    await film.hold(2_200);
    await play('receipts', 1_200);
    await expect(page.getByTestId('kept-receipt')).toHaveCount(2);
    await film.hold(2_200);

    const frames = await film.end();
    const gif = encodeGif(frames);
    const seconds = frames.reduce((sum, { ms }) => sum + ms, 0) / 1_000;
    expect(seconds).toBeGreaterThan(10);
    // A busy machine draws its frames later.
    expect(seconds).toBeLessThan(45);
    expect(gif.byteLength).toBeLessThan(BYTES_MAX);
    await writeFile(FILE, gif);
    console.log(`${frames.length} frames, ${seconds.toFixed(1)} s, ${gif.byteLength} bytes`);
  } finally {
    demo.stop();
  }
});
