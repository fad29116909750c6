import type { Browser } from 'playwright/test';
import { expect } from '../support/ota-drop.ts';
import { test } from '../states/each-state.ts';
import { reachState, type Driver, type Places } from '../states/driver.ts';

/** How much a screen reader is told, recorded from the live regions. */

declare global {
  var heard: { polite: string[]; alerts: string[] } | undefined;
}

const FILE = { name: 'door-lock_2.3.1.bin', size: 5_000_000 };
const BUSY = { status: 503, body: '<Error><Code>ServiceUnavailable</Code></Error>' };

type Scenario = {
  readonly what: string;
  readonly go: (driver: Driver) => Promise<unknown>;
  readonly polite: readonly [least: number, most: number];
  readonly alerts: number;
};

const SCENARIOS: readonly Scenario[] = [
  { what: 'a quick upload', go: (driver) => driver.finish(400, FILE), polite: [4, 15], alerts: 0 },
  {
    what: 'an upload of a minute',
    async go(driver) {
      await driver.send(FILE);
      for (let second = 1; second < 50; second += 1) {
        await driver.pass(1_000);
        await driver.store.move(second / 50);
      }
      await driver.store.letGo();
      await driver.until('done');
    },
    polite: [5, 15],
    alerts: 0,
  },
  {
    what: 'an upload that fails after all its retries',
    go: (driver) => driver.sendAndAnswer(FILE, BUSY),
    polite: [5, 15],
    alerts: 1,
  },
  {
    what: 'forty at once',
    async go(driver) {
      await driver.store.letGo();
      await driver.add(
        ...Array.from({ length: 40 }, (_, nth) => ({ name: `node-${nth + 1}.bin`, size: 20_000 })),
      );
      await driver.until('done', 40);
    },
    polite: [5, 15],
    alerts: 0,
  },
];

test.describe.configure({ mode: 'parallel' });

for (const { what, go, polite, alerts } of SCENARIOS) {
  test(`announced: ${what}`, async ({ browser, places }) => {
    const heard = await listenTo(browser, places, go);
    console.log(`${what}: ${heard.polite.length} polite, ${heard.alerts.length} alerts`);
    console.log(heard.polite.map((text) => `  ${text}`).join('\n'));
    expect(heard.alerts).toHaveLength(alerts);
    expect(heard.polite.length).toBeGreaterThanOrEqual(polite[0]);
    expect(heard.polite.length).toBeLessThanOrEqual(polite[1]);
  });
}

test('announced: each file once, though its row was removed', async ({ browser, places }) => {
  const { polite } = await listenTo(browser, places, async ({ finish, press }) => {
    await finish(400, FILE);
    await press('remove');
    await finish(400, { ...FILE, name: 'thermostat_1.8.4.bin' });
  });
  expect(polite.filter((text) => text.endsWith(' added'))).toEqual([
    `${FILE.name} added`,
    'thermostat_1.8.4.bin added',
  ]);
});

async function listenTo(browser: Browser, places: Places, go: Scenario['go']) {
  const { page } = await reachState(browser, places, {
    name: 'announced',
    before: (driver) => driver.page.addInitScript(listen),
    async reach(driver) {
      await go(driver);
      await driver.pass(100);
    },
  });
  const heard = await page.evaluate(() => globalThis.heard ?? { polite: [], alerts: [] });
  await page.context().close();
  return heard;
}

/** Runs in the page, before anything else. */
function listen(): void {
  const heard: { polite: string[]; alerts: string[] } = { polite: [], alerts: [] };
  globalThis.heard = heard;
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      const region = target instanceof Element ? target.closest('[aria-live=polite]') : null;
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        if (region !== null) heard.polite.push(node.textContent.trim());
        const alerts = node.matches('[role=alert]')
          ? [node]
          : node.querySelectorAll('[role=alert]');
        for (const alert of alerts) heard.alerts.push(alert.textContent);
      }
    }
  }).observe(document, { subtree: true, childList: true });
}
