import { randomInt } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright/test';
import { createRandom, drawBetween } from '../../src/faults/random.ts';
import { expect, test } from '../failures/fixtures.ts';
import type { ArmedServerOptions } from '../../src/automation/armed-server.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { createNoise, drawSizes } from './soak-files.ts';
import { runWorker } from './soak-worker.ts';
import { reportSoak } from './soak-report.ts';
import { SoakTally } from './soak-tally.ts';
import { FAULT_SHARE, soakFaults } from './soak-faults.ts';

/**
 * Many uploads, faults on three connections in ten, in real time and with all of the page's own waits: nothing that the page
 * calls stored may differ from its file, and nearly every upload succeeds by itself.
 * `SOAK_SEED=7 SOAK_UPLOADS=500 npm run test:soak`; a short one with `npm run test:trouble`.
 */

const SEED = process.env['SOAK_SEED'];
const UPLOADS = Number(process.env['SOAK_UPLOADS'] ?? 500);
/** By itself, without a click. */
const SUCCESS_SHARE = 0.99;

type Soak = {
  readonly seed: number;
  readonly uploads: number;
  readonly bytes: readonly [least: number, most: number];
  /** Servers, each with one page after the other before it. */
  readonly workers: number;
  /** For each worker: connections that stand still for good. */
  readonly stalls: number;
};

test('a short soak: nothing corrupt or falsely verified', async ({
  browser,
  startCloud,
  files,
}) => {
  test.setTimeout(300_000);
  // Six kinds of faults among the first fifteen connections, a flipped bit among them.
  const seed = Number(SEED ?? 44);
  const bytes = [200_000, 3_000_000] as const;
  await soak({ seed, uploads: 12, bytes, workers: 1, stalls: 0 }, browser, startCloud, files.dir);
});

test(
  `a soak of ${UPLOADS}: nothing corrupt, nothing falsely verified`,
  { tag: '@heavy' },
  async ({ browser, startCloud, files }) => {
    test.setTimeout(120_000 + UPLOADS * 20_000);
    const seed = Number(SEED ?? randomInt(1_000_000));
    const bytes = [1_000_000, 50_000_000] as const;
    await soak(
      { seed, uploads: UPLOADS, bytes, workers: 2, stalls: 2 },
      browser,
      startCloud,
      files.dir,
    );
  },
);

async function soak(
  { seed, uploads, bytes, workers, stalls }: Soak,
  browser: Browser,
  startCloud: (options: ArmedServerOptions) => Promise<FaultyCloud>,
  dir: string,
): Promise<void> {
  console.log(`\nSoak of ${uploads} uploads, SOAK_SEED=${seed}`);
  const sizes = drawSizes(seed, uploads, bytes);
  const cut = createNoise(seed, bytes[1]);
  const tally = new SoakTally();
  const running = Array.from({ length: workers }, async (_, worker) => {
    const mine = sizes.filter((_size, at) => at % workers === worker);
    const random = createRandom(seed + worker);
    const stalled = Array.from({ length: stalls }, () => drawBetween(random, 1, mine.length));
    const plan = soakFaults(seed + worker, stalled);
    const cloud = await startCloud({ plan });
    const workerDir = await mkdtemp(join(dir, 'worker-'));
    await runWorker(browser, cloud, workerDir, mine.map(cut), tally);
    return plan;
  });
  const report = reportSoak(tally, await Promise.all(running));
  console.log(report.text);

  expect(tally.sizes).toHaveLength(uploads);
  expect([Math.min(...tally.sizes), Math.max(...tally.sizes)]).toEqual(bytes);
  expect(tally.corrupt).toEqual([]);
  expect(tally.falselyVerified).toEqual([]);
  expect(tally.complaints).toEqual([]);
  const succeeded = tally.verified + tally.unverified;
  expect(succeeded).toBeGreaterThanOrEqual(Math.floor(uploads * SUCCESS_SHARE));
  expect(report.budgetShare).toBeLessThanOrEqual(1);
  // Without faults it would prove nothing. Of a few connections no share is to be expected.
  expect(report.bittenShare).toBeGreaterThan(uploads < 100 ? 0 : FAULT_SHARE * 0.75);
}
