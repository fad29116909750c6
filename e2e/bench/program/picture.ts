import { writeFile } from 'node:fs/promises';
import { withBrowser } from './bench-page.ts';

/** What one page shows. */
export type Look = { readonly title: string; readonly rows: number; readonly png: Buffer };

/** Of the size on the screen. */
const SCALE = 0.6;
const QUALITY = 72;

/** Pages side by side, with their names, in one WebP file. */
export async function savePicture(
  path: string,
  count: number,
  looks: readonly Look[],
): Promise<void> {
  const figures = looks.map(
    ({ title, rows, png }) => `<figure><figcaption><b>${title}</b> · ${rows} of ${count}
</figcaption><img src="data:image/png;base64,${png.toString('base64')}"></figure>`,
  );
  await withBrowser(async (page) => {
    await page.setContent(`<!doctype html><style>
body { display: flex; gap: 16px; width: max-content; margin: 0; padding: 16px; background: #d5d9e0; font: 18px/1.4 sans-serif }
figure { margin: 0 } img { display: block; width: ${1280 * SCALE}px; margin-top: 8px; border: 1px solid #aab }
</style>${figures.join('')}`);
    const { width, height } = await page.locator('body').evaluate((body) => ({
      width: Math.ceil(body.getBoundingClientRect().width),
      height: Math.ceil(body.getBoundingClientRect().height),
    }));
    await page.setViewportSize({ width, height });
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', {
      format: 'webp',
      quality: QUALITY,
    });
    await writeFile(path, Buffer.from(data, 'base64'));
  });
}
