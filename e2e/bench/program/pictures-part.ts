import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Backend } from './backend.ts';
import { arrive, pick, withBrowser } from './bench-page.ts';
import { atLeast, type Goal } from './goal.ts';
import { makeFile } from './made-file.ts';
import { markdownTable } from './markdown.ts';
import { addressOf } from './page-address.ts';
import { savePicture, type Look } from './picture.ts';

const COUNTS = [1, 5, 40] as const;
const WINDOW = { width: 1280, height: 800 };
const PATIENCE_MS = 60_000;
/** What moves once more when all is done. */
const SETTLE_MS = 1_000;

/** How each page shows a file, and that all files are stored. */
const PICTURED = [
  {
    page: 'ours',
    title: 'OTA Drop',
    row: '[data-testid=upload]',
    done: (count: number) => `[data-testid=summary]:has-text("${count} of ${count} done")`,
  },
  {
    page: 'uppy',
    title: 'Uppy Dashboard',
    row: '.uppy-Dashboard-Item',
    done: () => '.uppy-StatusBar.is-complete',
  },
  {
    page: 'antd',
    title: 'Ant Design Upload',
    row: '.ant-upload-list-item',
    done: (count: number) => `:nth-match(.ant-upload-list-item-done, ${count})`,
  },
] as const;

/** The same files in each page at 1280 x 800: a picture for each count, and how many rows are in view as a whole. */
export async function takePictures(
  backend: Backend,
  tempDir: string,
  folder: string | undefined,
): Promise<{ readonly body: string; readonly goals: readonly Goal[] }> {
  const dir = join(tempDir, 'pictures');
  await mkdir(dir);
  const paths: string[] = [];
  for (let nth = 0; nth < Math.max(...COUNTS); nth += 1) {
    const bytes = 180_000 + ((nth * 137) % 800) * 1_000;
    paths.push((await makeFile(dir, `thermostat-th10_1.${nth}.0.bin`, bytes)).path);
  }
  await backend.setLine(undefined);
  const seen = new Map<string, string[]>();
  let ours = 0;
  for (const count of COUNTS) {
    const looks: Look[] = [];
    for (const { page: name, title, row, done } of PICTURED) {
      const look = await withBrowser(async (page) => {
        await page.setViewportSize(WINDOW);
        await arrive(page, addressOf(backend, name));
        await pick(page, ...paths.slice(0, count));
        await page.locator(done(count)).first().waitFor({ timeout: PATIENCE_MS });
        // What the bench says there is no part of the page.
        await page.addStyleTag({ content: 'output[data-verdict=stored] { display: none }' });
        await page.mouse.move(1, 799);
        await page.waitForTimeout(SETTLE_MS);
        return { title, rows: await rowsInView(page, row), png: await page.screenshot() };
      });
      looks.push(look);
      seen.set(title, [...(seen.get(title) ?? []), String(look.rows)]);
      if (name === 'ours') ours = look.rows;
    }
    if (folder !== undefined) await savePicture(join(folder, `peers-${count}.webp`), count, looks);
  }
  return {
    body: markdownTable(
      ['rows in view as a whole', ...COUNTS.map((count) => `of ${count}`)],
      [...seen].map(([title, rows]) => [title, ...rows]),
    ),
    goals: atLeast(13, { what: 'rows in view, of 40 files', value: ours, unit: '', digits: 0 }),
  };
}

/** Those that neither the window nor a part that scrolls cuts off. */
function rowsInView(page: Page, row: string): Promise<number> {
  return page.locator(row).evaluateAll(
    (rows) =>
      new Promise<number>((resolve) => {
        const observer = new IntersectionObserver((entries) => {
          observer.disconnect();
          resolve(entries.filter(({ intersectionRatio }) => intersectionRatio > 0.99).length);
        });
        for (const each of rows) observer.observe(each);
      }),
  );
}
