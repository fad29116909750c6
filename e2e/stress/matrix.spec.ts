import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import { countTickets, keysIn, noiseFile } from '../failures/evidence.ts';
import { expect, test, withoutPauses } from '../failures/fixtures.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import type { StoredFirmware } from '../support/cloud/stored-files.ts';
import { choose, uploads } from '../support/ota-drop.ts';
import {
  CELLS,
  CODES,
  FILE_BYTES,
  givenUpAfter,
  isCut,
  isHarmless,
  isSample,
  SLOW_MS,
  titleOf,
  type Cell,
} from './cells.ts';
import { armCell, runToEnd, type Ending } from './run-cell.ts';

/**
 * Fault x position x socket, on the real page and real sockets: each cell ends with identical bytes under the one address
 * that is shown, or with a clear failure and no address. `npm run test:matrix` runs all of them and prints the table.
 */

for (const cell of CELLS) {
  test(
    titleOf(cell),
    { tag: isSample(cell) ? [] : '@heavy' },
    async ({ page, startCloud, files }, { annotations }) => {
      test.setTimeout(120_000);
      const path = await noiseFile(files, FILE_BYTES[cell.size] / 1_000_000);
      const bytes = await readFile(path);
      const cloud = await startCloud();
      armCell(cloud, cell);
      const tickets = countTickets(page);
      const codes = await noteFailures(page);
      await withoutPauses(page);
      await page.clock.install();
      await page.goto(cloud.url);
      const startedAt = performance.now();
      await choose(page, path);
      const ending = await runToEnd(page, cloud, cell);
      const tookMs = performance.now() - startedAt;

      expectBites(cloud, cell, ending, tookMs);
      expect(tickets.asked).toBe(ending.attempts);
      const stored = await cloud.stored();
      for (const { size, crc64, told } of stored) expect(told).toEqual({ size, crc64 });
      const copies = await keysOfCopies(stored, bytes);

      if (isHarmless(cell) || cell.bites !== 'every attempt') {
        await expectProvedAfter(page, ending, isHarmless(cell) ? 1 : 2, copies);
        await expect.poll(() => codes.length).toBe(ending.attempts - 1);
        for (const code of codes) expect(CODES[cell.fault]).toContain(code);
        const said = codes.map((code) => `${code} `).join('');
        annotations.push({ type: 'outcome', description: `${said}ok ${ending.attempts}` });
      } else {
        const code = await expectGivenUp(page, cell, ending);
        expect(copies, 'what is called failed is not stored').toEqual([]);
        annotations.push({ type: 'outcome', description: `${code} ${ending.attempts}` });
      }
      cloud.dropStalled();
      await expect.poll(() => cloud.unfinished()).toBe(0);
    },
  );
}

/** The code that the page has shown for each attempt that failed, however short. To be called before the page opens. */
async function noteFailures(page: Page): Promise<readonly string[]> {
  const codes: string[] = [];
  page.on('console', (message) => {
    const code = /^failed attempt \d+: (\S+)$/.exec(message.text())?.[1];
    if (code !== undefined) codes.push(code);
  });
  await page.addInitScript(() => {
    let said = '';
    const note = () => {
      // A wait too short to be read is in the detail alone.
      const failure = document.querySelector('[data-testid=detail-failure]');
      const attempt = document.querySelector('[data-testid=upload]')?.getAttribute('data-attempt');
      const now = failure && `failed attempt ${attempt}: ${failure.getAttribute('data-code')}`;
      if (now && now !== said) console.debug(now);
      said = now ?? said;
    };
    new MutationObserver(note).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
    });
  });
  return codes;
}

/** It has bitten where, as often and on the kind of socket that the cell says; nothing else was sent. */
function expectBites({ plan }: FaultyCloud, cell: Cell, ending: Ending, tookMs: number): void {
  const { fault, percent, socket, bites } = cell;
  const bittenAttempts = bites === 'every attempt' ? ending.attempts : 1;
  const isSentTwice = socket === 're-used' && isCut(fault);
  const postsOfBitten = bittenAttempts * (isSentTwice ? 2 : 1);
  // What was stored before its answer was lost is not taken a second time: there is no other answer to lose.
  const bitten = fault.startsWith('lost answer') ? bittenAttempts : postsOfBitten;
  expect(plan.bites).toHaveLength(bites === 'first POST' ? 1 : bitten);
  expect(plan.posts).toHaveLength(postsOfBitten + ending.attempts - bittenAttempts);
  expect(keysIn(plan).size).toBe(ending.attempts);
  for (const [at, post] of plan.posts.entries()) {
    const isFirst = plan.posts.findIndex(({ key }) => key === post.key) === at;
    expect(post.socket).toBe(isFirst ? socket : 'fresh');
  }
  for (const bite of plan.bites) {
    const { size } = plan.posts[bite.nth - 1] ?? {};
    // Before the file come some hundred bytes that are read whatever happens.
    expect(Math.abs(bite.bodyBytes / (size?.bodyBytes ?? 0) - percent / 100)).toBeLessThan(0.011);
  }
  if (fault === 'slow') {
    expect(tookMs).toBeGreaterThan(SLOW_MS * (1 - percent / 100) * 0.9);
  }
}

async function expectProvedAfter(
  page: Page,
  { status, attempts, firmwareUrl = '' }: Ending,
  expected: number,
  copies: readonly string[],
): Promise<void> {
  expect({ status, attempts }).toEqual({ status: 'done', attempts: expected });
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  await expect(page.getByTestId('firmware-url')).toHaveCount(1);
  expect(copies).toEqual([new URL(firmwareUrl).pathname.slice(1)]);
}

async function expectGivenUp(page: Page, { fault }: Cell, ending: Ending): Promise<string> {
  expect(ending).toMatchObject({ status: 'failed', firmwareUrl: undefined });
  const failure = uploads(page).getByTestId('failure');
  await expect(failure).toHaveCount(1);
  const code = (await failure.getAttribute('data-code')) ?? '';
  const [least, most] = givenUpAfter(fault, code) ?? [];
  expect(least, `${fault} may be called ${code}`).toBeDefined();
  expect(ending.attempts).toBeGreaterThanOrEqual(least ?? 0);
  expect(ending.attempts).toBeLessThanOrEqual(most ?? 0);
  await expect(uploads(page).getByTestId('retry')).toBeVisible();
  return code;
}

/** Under which keys the store has these very bytes. */
async function keysOfCopies(
  stored: readonly StoredFirmware[],
  bytes: Buffer,
): Promise<readonly string[]> {
  const found = stored.map(async (object) => (bytes.equals(await object.read()) ? object.key : []));
  return (await Promise.all(found)).flat();
}
