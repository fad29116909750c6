import { expect, test } from 'vitest';
import { browserClock } from './clock.ts';
import { readContents } from './contents/contents.ts';
import { createDigestLane, LANES } from './digest-lane.ts';
import { createReceiptLog } from './receipt-log.ts';
import { createBrowserShelf } from './shelf.ts';
import { createTabClaims } from './tab-claims.ts';
import { createUploadQueue } from './upload-queue.ts';

/** What a browser calls a long task starts at 50 ms; twice that is felt. */
const TASK_MAX_MS = 100;
const MANY = 10_000;

test('ten thousand files dropped at once keep no task of ours busy for long', async () => {
  const files = Array.from(
    { length: MANY },
    (_, n) => new File([`firmware ${n}`], `router-${n}.bin`, { lastModified: n }),
  );
  const queue = createUploadQueue({
    clock: browserClock,
    random: Math.random,
    claims: createTabClaims(navigator.locks),
    lookInto: (file) => readContents(file).catch(() => undefined),
    lanes: LANES.map((kinds) =>
      createDigestLane(
        kinds,
        () => new Worker(new URL('./digest-worker/main.ts', import.meta.url), { type: 'module' }),
      ),
    ),
    // Nothing is sent: of adding and looking into them nothing must be held up by what follows.
    requestTicket: () => new Promise(() => {}),
    confirm: () => new Promise(() => {}),
    transport: { send: () => new Promise(() => {}) },
    probes: { serverAnswers: async () => true, hearStore: async () => 'readable' },
  });
  const log = createReceiptLog({
    shelf: createBrowserShelf(`many-files-${Math.random()}`),
    tab: async () => ({ id: 'tab', isOpen: async () => false }),
    clock: browserClock,
  });
  await log.follow(queue);
  let heard = 0;
  queue.subscribe(() => {
    heard += 1;
  });
  const tasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    tasks.push(...list.getEntries().map(({ duration }) => duration));
  });
  // Creating so many files is a long task of the test's own.
  await new Promise((resolve) => setTimeout(resolve, 100));
  observer.observe({ type: 'longtask' });

  const begunAt = performance.now();
  const isInspected = () =>
    queue.getSnapshot().length === MANY &&
    queue.getSnapshot().every(({ state }) => state.status !== 'inspecting');
  await new Promise((resolve) => setTimeout(resolve, 0));
  queue.add(files, 'auto');
  const addMs = performance.now() - begunAt;
  while (!isInspected()) await new Promise((resolve) => setTimeout(resolve, 100));
  const tookMs = performance.now() - begunAt;
  await new Promise((resolve) => setTimeout(resolve, 100));
  observer.disconnect();

  const longest = Math.max(0, ...tasks);
  console.log(
    `${MANY} files: add() returned after ${addMs.toFixed(0)} ms, all inspected after ${tookMs.toFixed(0)} ms; ` +
      `${tasks.length} long tasks, the longest ${longest.toFixed(0)} ms; listeners heard ${heard} times`,
  );
  expect(queue.getSnapshot().map(({ firmware }) => firmware.name)).toEqual(
    files.map(({ name }) => name),
  );
  expect(longest).toBeLessThanOrEqual(TASK_MAX_MS);
}, 300_000);
