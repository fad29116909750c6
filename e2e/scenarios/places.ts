import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright/test';
import type { Upload } from '../../src/automation/upload.ts';
import { uploaderOn } from '../../src/automation/uploader.ts';
import { announceAll } from '../../src/scenarios/combine.ts';
import type { ScenarioName } from '../../src/scenarios/catalogue.ts';
import { readScenarios, writeScenarios } from '../../src/scenarios/link.ts';
import { letPass } from '../support/browser/page-clock.ts';
import { startScenarioServer, type ScenarioCloud } from '../support/cloud/scenario-server.ts';
import { test as base } from '../support/cloud/demo-test.ts';
import { expect } from '../support/ota-drop.ts';

/** Where scenarios can be armed: in the demo, which has no server, and against the embedded cloud. */
export const PLACES = ['demo', 'embedded'] as const;
export type Place = (typeof PLACES)[number];

export const test = base.extend<object, { readonly embedded: ScenarioCloud }>({
  embedded: [
    async ({}, use) => {
      const server = await startScenarioServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

export { expect };

/** More than sockets hold, so that a cut in the middle is seen as one. */
export const FIRMWARE = { name: 'camera-1.0.bin', buffer: randomBytes(6_000_000) };

/** Shorter waits than the usual ones; the same scenario. */
const SHORT: Partial<Record<ScenarioName, number>> = {
  throttled: 1,
  outage: 3,
  slow: 3_000,
  reset: 30,
  stall: 30,
};

/** As it stands in the page's address. */
export function shortLink(name: ScenarioName): string {
  const value = SHORT[name];
  return writeScenarios([value === undefined ? { name } : { name, value }]);
}

/** Longer than a page waits for a transfer that stands still, and for an answer to a small file. */
const STALL_MS = 70_000;

export function announcementOf(scenarios: string) {
  const reading = readScenarios(scenarios);
  if (reading.kind !== 'link') throw new Error(`${scenarios} is no good link`);
  return announceAll(reading.link.chosen);
}

/** Opens the page with the scenarios in its address, drops a file at once, and lets the page do what it does. */
export async function play(page: Page, url: string, scenarios: string): Promise<Upload> {
  const stands = /\bstall\b/.test(scenarios);
  if (stands) await page.clock.install();
  await page.goto(`${url}?scenario=${scenarios}`);
  const upload = await uploaderOn(page).drop(FIRMWARE);
  if (stands) {
    await expect(upload.row).toHaveAttribute('data-status', /sending|confirming/);
    await letPass(page, STALL_MS);
  }
  return upload;
}

/** Held against what the page shows, not against what the panel says of it. */
export async function expectAnnounced(page: Page, upload: Upload, scenarios: string) {
  const { ends, tries } = announcementOf(scenarios);
  await upload.waitFor(ends.status, { timeout: 50_000 });
  if (ends.status === 'done') expect(await upload.verdict()).toBe(ends.verdict);
  else {
    const { code, kind } = await upload.failure();
    expect({ code, kind }).toEqual({ code: ends.code, kind: ends.kind });
  }
  expect(await upload.attempts()).toBe(tries.length + (ends.status === 'done' ? 1 : 0));
  const verdict = page.getByTestId('scenario-verdict');
  await expect(verdict).toHaveAttribute('data-judgement', /as-announced|otherwise/);
  expect(await verdict.textContent()).toMatch(/^As announced/);
}
