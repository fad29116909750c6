import type { Page } from 'playwright';
import { withBrowser } from './bench-page.ts';
import { watchFrames, type Frames } from './frames.ts';

const WHEEL_PX = 120;
/** As high as a row of ours. */
const ROW_PX = 44;

/** Turns the wheel for so long, as fast as the browser takes it. */
export async function scrollFor(page: Page, ms: number): Promise<Frames> {
  await page.mouse.move(590, 600);
  const readFrames = await watchFrames(page);
  const end = performance.now() + ms;
  while (performance.now() < end) await page.mouse.wheel(0, WHEEL_PX);
  return readFrames();
}

/** What this browser can do on this machine just now: a page as long that has nothing but lines of text. */
export function scrollBareList(rows: number, ms: number): Promise<Frames> {
  return withBrowser(async (page) => {
    const line = `<li style="height: ${ROW_PX}px">firmware.bin</li>`;
    await page.setContent(`<ul>${line.repeat(rows)}</ul>`);
    return scrollFor(page, ms);
  });
}
