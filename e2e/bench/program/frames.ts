import type { Page } from 'playwright';
import * as v from 'valibot';

export type Frames = { readonly framesPerSecond: number; readonly dropped: number };

const FrameTimesSchema = v.array(v.number());
/** Chromium without a screen draws at this rate. */
const FRAME_MS = 1000 / 60;

/** Counts the frames that a page gets to draw; a frame is dropped for each that would have fitted between two. */
export async function watchFrames(page: Page): Promise<() => Promise<Frames>> {
  await page.evaluate(() => {
    const times: number[] = [];
    Reflect.set(window, 'benchFrames', times);
    const note = (at: number) => {
      times.push(at);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  return async () => {
    const told: unknown = await page.evaluate(() => Reflect.get(window, 'benchFrames'));
    return readFrames(v.parse(FrameTimesSchema, told));
  };
}

function readFrames(times: readonly number[]): Frames {
  const gaps = times.slice(1).map((at, nth) => at - (times[nth] ?? at));
  const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1), 0);
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  return { framesPerSecond: (1000 * gaps.length) / total, dropped };
}
