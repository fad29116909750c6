import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Backend } from './backend.ts';
import { arrive, pick, withBrowser } from './bench-page.ts';
import { inRounds, type Build } from './builds.ts';
import { atLeast, type Goal } from './goal.ts';
import { makeFile } from './made-file.ts';
import { markdownTable } from './markdown.ts';
import { median, ratioByRound } from './statistics.ts';

const COUNT = 1_000;
const FILE_BYTES = 10_000;
const PATIENCE_MS = 180_000;

/** A thousand small files that all differ, against a store and tickets without a limit. */
export async function measureSmallFiles(
  rounds: number,
  builds: readonly Build[],
  backend: Backend,
  tempDir: string,
): Promise<{ readonly body: string; readonly goals: readonly Goal[] }> {
  const dir = join(tempDir, 'small');
  await mkdir(dir);
  const paths: string[] = [];
  for (let nth = 1; nth <= COUNT; nth += 1) {
    paths.push((await makeFile(dir, `node-${nth}.bin`, FILE_BYTES)).path);
  }
  await backend.setLine(undefined);
  const rates = await inRounds(rounds, builds, async ({ name }, round) => {
    const rate = await measureRate(backend.addressOf(name), paths);
    console.log(`${COUNT} files, round ${round + 1}, ${name}: ${rate.toFixed(0)} a second`);
    return rate;
  });
  return {
    body: markdownTable(
      ['page', 'files a second'],
      [...rates].map(([name, own]) => [
        name,
        `${median(own).toFixed(0)} (${Math.min(...own).toFixed(0)}-${Math.max(...own).toFixed(0)})`,
      ]),
    ),
    goals: atLeast(3, {
      what: 'files a second, of the build it was held against',
      value: ratioByRound(rates.get('ours'), rates.get('against')),
      unit: ' x',
      digits: 2,
    }),
  };
}

/** Files a second, from the choice until the list says that all are done. */
function measureRate(url: string, paths: readonly string[]): Promise<number> {
  return withBrowser(async (page) => {
    const done = await watchAllDone(page, paths.length);
    await arrive(page, url);
    await pick(page, ...paths);
    return (1000 * paths.length) / (await done.ms);
  });
}

/** By the list's own summary; nothing is polled. */
async function watchAllDone(page: Page, count: number): Promise<{ readonly ms: Promise<number> }> {
  const ms = new Promise<number>((resolve, reject) => {
    const alarm = setTimeout(() => reject(new Error('Not all were done in time')), PATIENCE_MS);
    void page.exposeFunction('benchTell', (told: unknown) => {
      clearTimeout(alarm);
      resolve(Number(told));
    });
  });
  const all = count.toLocaleString('en');
  await page.addInitScript((words) => {
    let picked: number | undefined;
    addEventListener('change', () => (picked ??= performance.now()), { capture: true });
    const watch = new MutationObserver(() => {
      const summary = document.querySelector('[data-testid=summary]')?.textContent;
      if (picked === undefined || summary?.includes(words) !== true) return;
      watch.disconnect();
      const tell: unknown = Reflect.get(window, 'benchTell');
      if (typeof tell === 'function') tell(performance.now() - picked);
    });
    watch.observe(document, { subtree: true, childList: true, characterData: true });
  }, `${all} of ${all} done`);
  return { ms };
}
