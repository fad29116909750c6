import type { CDPSession, Page } from 'playwright';
import type { Backend } from './backend.ts';
import { arrive, withBrowser } from './bench-page.ts';
import { inRounds, type Build } from './builds.ts';
import { atMost, type Goal } from './goal.ts';
import { meterMainThread, type Work } from './main-thread.ts';
import { markdownTable } from './markdown.ts';
import { watchFrames } from './frames.ts';
import { measureOpening } from './open-detail.ts';
import { median } from './statistics.ts';
import { watchTasks } from './tasks.ts';

const ACTIVE = 4;
/** Small enough to go four at once, and for the store to compute a checksum. */
const ACTIVE_BYTES = 900_000;
/** Chromium tells of each 16 KiB on a line that it slows down: so all four have news in every tick, for a whole look. */
const TICKS_BYTES_PER_SECOND = 640_000;
/** They last for all of what is looked at. */
const SCROLL_BYTES_PER_SECOND = 400_000;
/** Those in line are read and looked at before the look begins. */
const WAITING_BYTES = 100;
const LOOK_MS = 5_000;
/** A page shows what moves at most ten times a second. */
const TICK_MS = 100;
const LIST_ROWS = 1_000;
const SCROLL_ROWS = 10_000;
const WHEEL_PX = 120;
const SETTLE_MS = 2_000;
const SETTLE_TURNS_MAX = 45;
/** Of `SETTLE_MS`: less than to look at files takes, more than slow uploads do. */
const QUIET_MS = 400;

type Sample = {
  /** With 1,000 rows: processor time of scripts, and of all that the main thread does, in a tenth of a second. */
  readonly scriptMs: number;
  readonly taskMs: number;
  /** With 10,000 rows that are scrolled. */
  readonly dropped: number;
  readonly framesPerSecond: number;
  readonly longestTaskMs: number;
  /** With 10,000 rows: from a press on one until its detail is drawn. */
  readonly openMs: number;
};

/** What four uploads cost that go on in a long list, and whether it can be scrolled meanwhile. */
export async function measureRows(
  rounds: number,
  builds: readonly Build[],
  backend: Backend,
): Promise<{ readonly body: string; readonly goals: readonly Goal[] }> {
  await backend.setLine(undefined);
  const samples = await inRounds(rounds, builds, async ({ name }, round) => {
    const url = backend.addressOf(name);
    const sample = { ...(await measureTicks(url)), ...(await measureScroll(url)) };
    console.log(`rows, round ${round + 1}, ${name}: ${words(sample).join(', ')}`);
    return sample;
  });
  const ours = middleOf(samples.get('ours') ?? []);
  return {
    body: markdownTable(
      [
        'page',
        'script a tick',
        'main thread a tick',
        'frames/s',
        'dropped',
        'longest task',
        'detail opens in',
      ],
      [...samples].map(([name, own]) => [name, ...words(middleOf(own))]),
    ),
    goals: [
      ...atMost(1, {
        what: `script a tick, ${LIST_ROWS} rows, ${ACTIVE} active`,
        value: ours.scriptMs,
        unit: ' ms',
        digits: 2,
      }),
      ...atMost(50, {
        what: `longest task while ${SCROLL_ROWS} rows scroll, ${ACTIVE} active`,
        value: ours.longestTaskMs,
        unit: ' ms',
      }),
      ...atMost(50, {
        what: `press to drawn detail, ${SCROLL_ROWS} rows, ${ACTIVE} active`,
        value: ours.openMs,
        unit: ' ms',
      }),
    ],
  };
}

function middleOf(samples: readonly Sample[]): Sample {
  return {
    scriptMs: median(samples.map(({ scriptMs }) => scriptMs)),
    taskMs: median(samples.map(({ taskMs }) => taskMs)),
    dropped: median(samples.map(({ dropped }) => dropped)),
    framesPerSecond: median(samples.map(({ framesPerSecond }) => framesPerSecond)),
    longestTaskMs: median(samples.map(({ longestTaskMs }) => longestTaskMs)),
    openMs: median(samples.map(({ openMs }) => openMs)),
  };
}

function words(sample: Sample): string[] {
  const { scriptMs, taskMs, dropped, framesPerSecond, longestTaskMs, openMs } = sample;
  return [
    `${scriptMs.toFixed(2)} ms`,
    `${taskMs.toFixed(2)} ms`,
    framesPerSecond.toFixed(1),
    dropped.toFixed(0),
    `${longestTaskMs.toFixed(0)} ms`,
    `${openMs.toFixed(0)} ms`,
  ];
}

function measureTicks(url: string): Promise<Pick<Sample, 'scriptMs' | 'taskMs'>> {
  return withBrowser(async (page) => {
    const session = await page.context().newCDPSession(page);
    const readWork = await openWithActive(page, session, url, LIST_ROWS, TICKS_BYTES_PER_SECOND);
    const before = await readWork();
    await page.waitForTimeout(LOOK_MS);
    const after = await readWork();
    await untilActive(page);
    const ticks = LOOK_MS / TICK_MS;
    return {
      scriptMs: (after.scriptMs - before.scriptMs) / ticks,
      taskMs: (after.taskMs - before.taskMs) / ticks,
    };
  });
}

function measureScroll(
  url: string,
): Promise<Pick<Sample, 'dropped' | 'framesPerSecond' | 'longestTaskMs' | 'openMs'>> {
  return withBrowser(async (page, browser) => {
    const session = await page.context().newCDPSession(page);
    await openWithActive(page, session, url, SCROLL_ROWS, SCROLL_BYTES_PER_SECOND);
    await page.mouse.move(590, 600);
    const openMs = await measureOpening(page);
    const longestTask = await watchTasks(browser, page);
    const readFrames = await watchFrames(page);
    const end = performance.now() + LOOK_MS;
    while (performance.now() < end) await page.mouse.wheel(0, WHEEL_PX);
    const frames = await readFrames();
    await page.evaluate(() => scrollTo(0, 0));
    await untilActive(page);
    return { ...frames, longestTaskMs: await longestTask(), openMs };
  });
}

/** A list of so many, the first four on their way and the rest in line; all that is done once for each is over. */
async function openWithActive(
  page: Page,
  session: CDPSession,
  url: string,
  rows: number,
  bytesPerSecond: number,
): Promise<() => Promise<Work>> {
  const readWork = await meterMainThread(session);
  await arrive(page, url);
  await session.send('Network.enable');
  // For good: what a line that changes has taken is counted at once.
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
  const files = page.getByTestId('file-input');
  const bytes = { activeBytes: ACTIVE_BYTES, waitingBytes: WAITING_BYTES };
  // With something to pause there is a button for it.
  await files.evaluate(giveFiles, { ...bytes, from: 0, rows: 1, active: 1 });
  await page.getByTestId('pause').click();
  await page.locator('[data-testid=upload][data-status=done]').waitFor({ timeout: 60_000 });
  await files.evaluate(giveFiles, { ...bytes, from: 1, rows: rows - 1, active: ACTIVE });
  await settle(page, readWork);
  await page.getByTestId('pause').click();
  await untilActive(page);
  return readWork;
}

/** To be called after a look, too: had one of them come to its end, the beginning of the next would have been measured. */
async function untilActive(page: Page): Promise<void> {
  const active = page.locator('[data-testid=upload][data-status=sending]');
  await active.nth(ACTIVE - 1).waitFor({ timeout: 10_000 });
}

type GivenFiles = {
  /** Of their numbers. */
  readonly from: number;
  readonly rows: number;
  readonly active: number;
  readonly activeBytes: number;
  readonly waitingBytes: number;
};

/** Files that exist in the page alone: reading a folder of thousands is not what is measured. */
function giveFiles(field: Element, list: GivenFiles): void {
  if (!(field instanceof HTMLInputElement)) throw new Error('No field for files');
  const transfer = new DataTransfer();
  const rest = (bytes: number) => new Blob([new Uint8Array(bytes).fill(0x5a)]);
  const [long, short] = [rest(list.activeBytes), rest(list.waitingBytes)];
  for (let nth = 1; nth <= list.rows; nth += 1) {
    const name = list.from + nth;
    const parts = [`\0firmware ${name}`, nth <= list.active ? long : short];
    transfer.items.add(new File(parts, `node-${name}.bin`));
  }
  field.files = transfer.files;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

/** Until the page has looked at all its files: two seconds in which it has hardly anything to do. */
async function settle(page: Page, readWork: () => Promise<Work>): Promise<void> {
  let before = await readWork();
  for (let turn = 0; turn < SETTLE_TURNS_MAX; turn += 1) {
    await page.waitForTimeout(SETTLE_MS);
    const after = await readWork();
    if (after.taskMs - before.taskMs < QUIET_MS) return;
    before = after;
  }
  throw new Error('The page was still at work when the look was to begin');
}
