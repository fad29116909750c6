import type { Locator, Page } from 'playwright/test';
import type { ProxiedCloud } from '../support/cloud/faulty-cloud.ts';
import { expect, slowUploads } from '../support/ota-drop.ts';
import { chooseOne, inDetail } from './evidence.ts';

/** Transfers that stand still on a page whose clock does, too (page-clock.ts). */

export const STOP = { kind: 'bandwidth', bytesPerSecond: 0 } as const;

/** The browser has filled whatever takes bytes between it and a store that reads no more: its count stays the same. */
export async function untilStill(page: Page, row: Locator): Promise<void> {
  const counts: (string | null)[] = [];
  await expect
    .poll(
      async () => {
        await page.clock.runFor(100);
        counts.push(await row.getByTestId('progress').getAttribute('value', { timeout: 5_000 }));
        return counts.length > 5 && new Set(counts.slice(-5)).size === 1;
      },
      { intervals: [400] },
    )
    .toBe(true);
}

/** Sends a file of 40 MB until the store has some of it; then nothing moves any more. @returns how to let it go on, too */
export async function sendAndHold(
  page: Page,
  cloud: ProxiedCloud,
  path: string,
): Promise<{ row: Locator; release: () => void }> {
  // Slow enough to be stopped in the middle on any machine.
  const letGo = await slowUploads(page, 4_000_000);
  const row = await chooseOne(page, path);
  await expect.poll(() => cloud.plan.seen.bodyBytes).toBeGreaterThan(2_000_000);
  const release = cloud.proxy.add(STOP);
  await letGo();
  await untilStill(page, row);
  return { row, release };
}

const STALLS = {
  quiet: ['FW-U06', /Upload stalled at \d+%/],
  offline: ['FW-U06', /Offline: upload stopped at \d+%/],
  slept: ['FW-U24', /Your computer slept: upload stopped at \d+%/],
} as const;

export async function expectStalled(row: Locator, why: keyof typeof STALLS): Promise<void> {
  const [code, title] = STALLS[why];
  await expect(row).toHaveAttribute('data-status', 'sending');
  const stall = await inDetail(row, 'stall');
  await expect(stall).toHaveAttribute('data-why', why);
  await expect(stall).toHaveAttribute('data-code', code);
  await expect(stall).toContainText(title);
}
