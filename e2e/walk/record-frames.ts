import type { Page } from 'playwright/test';

/** A picture of the page, and how long it is to be seen. */
export type ShownFrame = { readonly png: Buffer; readonly ms: number };

export type Recording = {
  /** What stands still is shown no longer than this, and no shorter where it has to be read. */
  readonly hold: (ms: number) => Promise<void>;
  readonly end: () => Promise<readonly ShownFrame[]>;
};

/** Faster than this makes no visible difference, and the file grows. */
const SHORTEST_MS = 90;
/** While nothing is held the page works; the film does not show the waits of a busy machine. */
const LONGEST_MS = 700;

/** Takes the frames that the browser draws, when it draws them. */
export async function recordFrames(page: Page): Promise<Recording> {
  const session = await page.context().newCDPSession(page);
  const frames: { readonly png: Buffer; readonly at: number; held: number }[] = [];
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    frames.push({
      png: Buffer.from(data, 'base64'),
      at: (metadata.timestamp ?? 0) * 1_000,
      held: 0,
    });
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });

  /** Whatever was drawn has arrived. */
  const settle = async () => {
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 120))),
    );
  };
  return {
    async hold(ms) {
      await settle();
      const last = frames.at(-1);
      if (last !== undefined) last.held += ms;
    },
    async end() {
      await settle();
      await session.send('Page.stopScreencast');
      const shown: ShownFrame[] = [];
      for (const [index, { png, at, held }] of frames.entries()) {
        const next = frames[index + 1];
        const ms = Math.min(LONGEST_MS, (next?.at ?? at) - at) + held;
        const before = shown.at(-1);
        // Of two in quick succession the later one stays, for both their times.
        if (before !== undefined && before.ms < SHORTEST_MS) {
          shown[shown.length - 1] = { png, ms: before.ms + ms };
        } else {
          shown.push({ png, ms });
        }
      }
      return shown;
    },
  };
}
