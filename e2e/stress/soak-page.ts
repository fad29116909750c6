import type { Browser, Page } from 'playwright/test';
import { choose, detailOf, uploads } from '../support/ota-drop.ts';
import type { SoakFile } from './soak-files.ts';

/** What a row says when nothing more will happen by itself. */
type Row = {
  readonly text: string;
  readonly status: string;
  readonly attempts: number;
  readonly verdict: string | undefined;
  readonly firmwareUrl: string | undefined;
  /** Of its failure. */
  readonly code: string | undefined;
};

export type SoakRow = Row & {
  /** As the page computed it, unsigned decimal; of an upload that is done, from its detail. */
  readonly crc64: string | undefined;
};

const LOOK_EVERY_MS = 500;

/**
 * Uploads a batch through a page that remembers nothing of earlier ones, and waits until every row has come to an end.
 * @param complain is told errors of the page, and an address or a verdict in a row that is not done
 */
export async function uploadBatch(
  browser: Browser,
  url: string,
  files: readonly SoakFile[],
  complain: (what: string) => void,
): Promise<readonly SoakRow[]> {
  const context = await browser.newContext({ locale: 'en-US' });
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => complain(String(error)));
    page.on('crash', () => complain('the page crashed'));
    await page.goto(url);
    await choose(page, ...files.map(({ path }) => path));
    for (;;) {
      const rows = await look(page);
      for (const { status, verdict, firmwareUrl, text } of rows) {
        if (status !== 'done' && (verdict ?? firmwareUrl) !== undefined) {
          complain(`${status}, but with an address: ${text}`);
        }
      }
      if (rows.length === files.length && rows.every(isOver))
        return await withChecksums(page, rows);
      await page.waitForTimeout(LOOK_EVERY_MS);
    }
  } finally {
    await context.close();
  }
}

async function withChecksums(page: Page, rows: readonly Row[]): Promise<readonly SoakRow[]> {
  const all: SoakRow[] = [];
  for (const [nth, row] of rows.entries()) {
    const detail = await detailOf(uploads(page).nth(nth));
    const digest = detail.locator('[data-testid=digest][data-kind=crc64]');
    const crc64 = row.status === 'done' ? await digest.textContent() : null;
    all.push({ ...row, crc64: crc64 ?? undefined });
  }
  return all;
}

function isOver({ status }: Row): boolean {
  return status === 'done' || status === 'failed' || status === 'rejected';
}

function look(page: Page): Promise<readonly Row[]> {
  return uploads(page).evaluateAll((rows) =>
    rows.map((row) => {
      const find = (selector: string) => row.querySelector(selector) ?? undefined;
      return {
        text: row.textContent,
        status: row.getAttribute('data-status') ?? '',
        attempts: Number(row.getAttribute('data-attempt')),
        verdict: find('[data-testid=verdict]')?.getAttribute('data-verdict') ?? undefined,
        firmwareUrl: find('[data-testid=firmware-url]')?.textContent ?? undefined,
        code: find('[data-testid=failure]')?.getAttribute('data-code') ?? undefined,
      };
    }),
  );
}
