import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright/test';
import { keysIn } from '../failures/evidence.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { uploads } from '../support/ota-drop.ts';
import { faultOf, isSilent, type Cell } from './cells.ts';

/** What a cell came to, as the page shows it. */
export type Ending = {
  readonly status: 'done' | 'failed';
  readonly attempts: number;
  /** Undefined unless the page shows one. */
  readonly firmwareUrl: string | undefined;
};

/** For a machine that has a lot else to do. */
const END_WITHIN_MS = 100_000;
const LOOK_EVERY_MS = 20;
/** The page's time, that is: what it waits for in vain is made to be over. */
const STEP_MS = 5_000;

/** Scripts the fault, before anything is sent. */
export function armCell({ plan }: FaultyCloud, cell: Cell): void {
  plan.preflight = cell.socket === 'fresh' ? 'own-socket' : 'same-socket';
  plan.arm(faultOf(cell), {
    each: cell.bites === 'first POST' ? 'post' : 'key',
    times: cell.bites === 'every attempt' ? Number.POSITIVE_INFINITY : 1,
  });
}

/**
 * Watches the one upload of this page until it has ended, and lets the page's time pass where it waits for nothing else: for
 * a store that has fallen silent, and between questions about an object. An address shown before the end is an error.
 */
export async function runToEnd(page: Page, cloud: FaultyCloud, cell: Cell): Promise<Ending> {
  const giveUp = AbortSignal.timeout(END_WITHIN_MS);
  for (;;) {
    const sample = await look(page);
    const { status, attempt, firmwareUrl } = sample;
    if (status === 'done' || status === 'failed') return { status, attempts: attempt, firmwareUrl };
    if (firmwareUrl !== undefined) throw new Error(`An address is shown while ${status}`);
    if (giveUp.aborted) throw new Error(`Still ${status}, attempt ${attempt}`);
    if (isWaitingInVain(sample, cloud, cell)) await page.clock.runFor(STEP_MS);
    else await sleep(LOOK_EVERY_MS);
  }
}

type Sample = {
  readonly status: string;
  readonly attempt: number;
  readonly awaiting: string | undefined;
  readonly firmwareUrl: string | undefined;
};

function look(page: Page): Promise<Sample> {
  return uploads(page).evaluate((row) => ({
    status: row.getAttribute('data-status') ?? '',
    attempt: Number(row.getAttribute('data-attempt')),
    // In the detail of the one upload.
    awaiting:
      document.querySelector('[data-testid=awaiting]')?.getAttribute('data-awaiting') ?? undefined,
    firmwareUrl: row.querySelector('[data-testid=firmware-url]')?.textContent ?? undefined,
  }));
}

function isWaitingInVain(
  { status, attempt, awaiting }: Sample,
  { plan }: FaultyCloud,
  { fault }: Cell,
): boolean {
  if (status === 'confirming' && awaiting === 'object') return true;
  // One key for each attempt: this one has been bitten.
  const bitten = new Set(plan.bites.map(({ key }) => key)).size;
  return isSilent(fault) && bitten >= attempt && keysIn(plan).size === attempt;
}
