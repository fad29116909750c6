import type { Page } from 'playwright/test';
import { arrive, choose, expect, slowUploads, test, uploads } from '../support/ota-drop.ts';
import { withStatus } from './steps.ts';

/** What the page does while bytes move, counted: what it draws, and what it leaves alone. */

const SECONDS = 3;

/** What changes in the document for so long, and in which of the list's parts. */
async function watchChanges(page: Page, ms: number) {
  return page.evaluate(async (length) => {
    const moving =
      '[data-testid=summary], [data-testid=progress], [data-testid=total-progress], [data-testid=detail-progress], [data-testid=detail-bytes]';
    const seen = { frames: 0, elsewhere: new Set<string>(), titles: 0 };
    const changes = new MutationObserver((records) => {
      seen.frames += 1;
      for (const { target, addedNodes, removedNodes } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        const row = element?.closest('[data-testid=upload]');
        const isRow = row?.getAttribute('data-status') === 'sending';
        if (element?.closest(moving) || element?.parentElement?.querySelector(moving)) continue;
        // Within a row only numbers change: no element comes or goes but theirs.
        const changed = [...addedNodes, ...removedNodes].filter((node) => node.nodeType === 1);
        if (isRow && changed.every((node) => node instanceof HTMLSpanElement)) continue;
        seen.elsewhere.add(element?.outerHTML.slice(0, 80) ?? target.nodeName);
      }
    });
    const titles = new MutationObserver(() => (seen.titles += 1));
    const title = document.querySelector('title');
    if (title === null) throw new Error('no title');
    changes.observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
    titles.observe(title, { childList: true, characterData: true, subtree: true });
    await new Promise((resolve) => setTimeout(resolve, length));
    changes.disconnect();
    titles.disconnect();
    return { ...seen, elsewhere: [...seen.elsewhere] };
  }, ms);
}

/** Counts in `globalThis.commits` how often React changes the document: it tells developer tools, in production too. As text, see below. */
const COUNT_COMMITS = `
  globalThis.commits = 0;
  globalThis.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot: () => (commits += 1),
    onCommitFiberUnmount: () => {},
    onPostCommitFiberRoot: () => {},
  };
`;

test('only numbers change, ten times a second, and React draws none that move with the bytes', async ({
  page,
  server,
  files,
}) => {
  await page.addInitScript(COUNT_COMMITS);
  await slowUploads(page, 60_000);
  await page.goto(server.url);
  await arrive(page);
  await choose(page, files.bin, files.gz, files.zip);
  const sending = withStatus(page, 'sending');
  await expect(sending).toHaveCount(3);
  const commits = () => page.evaluate<number>('globalThis.commits');
  const before = await commits();
  const seen = await watchChanges(page, SECONDS * 1_000);
  const drawn = (await commits()) - before;
  // Speed, time left and the list in one line; the bytes of each are none of its work.
  expect(drawn).toBeGreaterThan(0);
  expect(seen.frames - drawn).toBeGreaterThanOrEqual(SECONDS);
  // None has come to its end meanwhile.
  await expect(sending).toHaveCount(3);
  expect(seen.elsewhere).toEqual([]);
  expect(seen.frames).toBeGreaterThan(SECONDS);
  expect(seen.frames).toBeLessThanOrEqual(SECONDS * 10 + 2);
  expect(seen.titles).toBeLessThanOrEqual(SECONDS + 1);
});

/** Keeps the intervals that run in `globalThis.running`. As text: it stands in for functions of the browser's own. */
const COUNT_INTERVALS = `
  globalThis.running = new Set();
  const { setInterval: begin, clearInterval: end } = globalThis;
  globalThis.setInterval = (...given) => {
    const id = begin(...given);
    running.add(id);
    return id;
  };
  globalThis.clearInterval = (id) => {
    running.delete(id);
    end(id);
  };
`;

test('no interval runs when everything is done', async ({ page, server, files }) => {
  await page.addInitScript(COUNT_INTERVALS);
  await slowUploads(page, 100_000);
  await page.goto(server.url);
  await choose(page, files.bin);
  const running = () => page.evaluate('globalThis.running.size');
  await expect(uploads(page)).toHaveAttribute('data-status', 'sending');
  // The one that watches for a standstill.
  await expect.poll(running).toBe(1);
  await expect(uploads(page)).toHaveAttribute('data-status', 'done', { timeout: 30_000 });
  await expect.poll(running).toBe(0);
});
