import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright';
import type { Backend } from './backend.ts';
import { withBrowser } from './bench-page.ts';
import { atMost, type Goal } from './goal.ts';
import { markdownTable } from './markdown.ts';
import type { PageName } from './options.ts';
import { addressOf } from './page-address.ts';

type FirstLoad = { readonly js: number; readonly css: number };

/** What a page fetches before the user moves: compressed here, whatever its server does. */
export async function measureFirstLoads(
  pages: readonly PageName[],
  backend: Backend,
): Promise<{ readonly body: string; readonly goals: readonly Goal[] }> {
  const rows: string[][] = [];
  const goals: Goal[] = [];
  for (const page of pages) {
    const { js, css } = await withBrowser((fresh) =>
      measureFirstLoad(fresh, addressOf(backend, page)),
    );
    rows.push([page, ...[js, css, js + css].map((bytes) => bytes.toLocaleString('en'))]);
    if (page !== 'ours') continue;
    goals.push(
      ...atMost(95_000, { what: 'first load, gzip, JS and CSS', value: js + css, unit: ' bytes' }),
    );
  }
  return { body: markdownTable(['page', 'JS', 'CSS', 'together'], rows), goals };
}

/** Bytes of gzip: what is fetched without a move, a key or a file. */
export async function measureFirstLoad(page: Page, url: string): Promise<FirstLoad> {
  const bodies: Promise<readonly [string, Buffer]>[] = [];
  page.on('response', (response) => {
    const kind = /\.(js|css)$/.exec(new URL(response.url()).pathname)?.[1];
    if (kind !== undefined) bodies.push(response.body().then((body) => [kind, body]));
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  const total = { js: 0, css: 0 };
  for (const [kind, body] of await Promise.all(bodies)) {
    total[kind === 'js' ? 'js' : 'css'] += gzipSync(body, { level: 9 }).byteLength;
  }
  return total;
}
