import { chromium, type Browser, type Page } from 'playwright/test';
import { findBrowser, SANDBOX_ARGS } from './find-browser.mjs';
import { findPort } from '../proxy/free-port.ts';

/** A browser with a tab that can crash, and be reloaded as a user does it. */
export type CrashingBrowser = {
  readonly page: Page;
  /** Ends the tab's process: nothing in the page hears of it. */
  crash(): Promise<void>;
  /** Loads the crashed tab again, with what the browser keeps of a tab. The page from before is of no use any more. */
  reload(): Promise<Page>;
  stop(): Promise<void>;
};

export async function startCrashingBrowser(): Promise<CrashingBrowser> {
  const port = await findPort();
  const browser = await chromium.launch({
    ...findBrowser(),
    args: [...SANDBOX_ARGS, `--remote-debugging-port=${port}`],
  });
  // Playwright gives up a page that has crashed; another connection to the same browser knows nothing of that.
  let second: Browser | undefined;
  const page = await browser.newPage({ locale: 'en-US' });
  const session = await page.context().newCDPSession(page);
  const { targetInfo } = await session.send('Target.getTargetInfo');
  return {
    page,
    async crash() {
      const crashed = page.waitForEvent('crash');
      // A crashed tab never answers.
      session.send('Page.crash').catch(() => undefined);
      await crashed;
    },
    async reload() {
      const outside = await browser.newBrowserCDPSession();
      const { targetId } = targetInfo;
      const { sessionId } = await outside.send('Target.attachToTarget', { targetId });
      const message = JSON.stringify({ id: 1, method: 'Page.reload' });
      await outside.send('Target.sendMessageToTarget', { sessionId, message });
      second = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { isLocal: true });
      const pages = second.contexts().flatMap((context) => context.pages());
      const again = pages.find((other) => other.url().startsWith('http'));
      if (again === undefined) throw new Error('The tab is gone');
      await again.waitForLoadState();
      return again;
    },
    async stop() {
      await second?.close();
      await browser.close();
    },
  };
}
