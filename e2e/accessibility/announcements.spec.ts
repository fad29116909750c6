import type { Page } from 'playwright/test';
import { expect } from '../support/ota-drop.ts';
import { test } from '../states/at-every-state.ts';
import { reachState, type PageState, type Stage } from '../states/fixtures.ts';

/** What a screen reader is given to say: little, and enough. Recorded from the live regions themselves. */

declare global {
  var heard: { polite: string[]; alerts: string[] } | undefined;
}

const FILE = { name: 'door-lock_2.3.1.bin', size: 5_000_000 };
const BUSY = { status: 503, body: '<Error><Code>ServiceUnavailable</Code></Error>' };

type Way = {
  readonly what: string;
  readonly go: (stage: Stage) => Promise<unknown>;
  readonly polite: readonly [least: number, most: number];
  readonly alerts: number;
};

const WAYS: readonly Way[] = [
  { what: 'a quick upload', go: (stage) => stage.finish(400, FILE), polite: [4, 15], alerts: 0 },
  {
    what: 'one of a minute',
    async go(stage) {
      await stage.send(FILE);
      for (let second = 1; second < 50; second += 1) {
        await stage.pass(1_000);
        await stage.store.move(second / 50);
      }
      await stage.store.letGo();
      await stage.until('done');
    },
    polite: [5, 15],
    alerts: 0,
  },
  {
    what: 'one that is tried again until nothing more is tried',
    go: (stage) => stage.sendAndHear(FILE, BUSY),
    polite: [5, 15],
    alerts: 1,
  },
  {
    what: 'forty at once',
    async go(stage) {
      await stage.store.letGo();
      await stage.add(
        ...Array.from({ length: 40 }, (_, nth) => ({ name: `node-${nth + 1}.bin`, size: 20_000 })),
      );
      await stage.until('done', 40);
    },
    polite: [5, 15],
    alerts: 0,
  },
];

test.describe.configure({ mode: 'parallel' });

for (const { what, go, polite, alerts } of WAYS) {
  test(`announced: ${what}`, async ({ browser, places }) => {
    const state: PageState = {
      name: what,
      before: ({ page }) => page.addInitScript(listen),
      async reach(stage) {
        await go(stage);
        await stage.pass(100);
      },
    };
    const { page } = await reachState(browser, places, state);
    const heard = await heardOn(page);
    console.log(`${what}: ${heard.polite.length} polite, ${heard.alerts.length} alerts`);
    console.log(heard.polite.map((text) => `  ${text}`).join('\n'));
    expect(heard.alerts).toHaveLength(alerts);
    expect(heard.polite.length).toBeGreaterThanOrEqual(polite[0]);
    expect(heard.polite.length).toBeLessThanOrEqual(polite[1]);
    await page.context().close();
  });
}

test('announced: each file once, though the list was empty in between', async ({
  browser,
  places,
}) => {
  const { page } = await reachState(browser, places, {
    name: 'once',
    before: ({ page }) => page.addInitScript(listen),
    async reach(stage) {
      await stage.finish(400, FILE);
      await stage.press('remove');
      await stage.finish(400, { ...FILE, name: 'thermostat_1.8.4.bin' });
      await stage.pass(100);
    },
  });
  const { polite } = await heardOn(page);
  expect(polite.filter((text) => text.endsWith(' added'))).toEqual([
    `${FILE.name} added`,
    'thermostat_1.8.4.bin added',
  ]);
  await page.context().close();
});

async function heardOn(page: Page) {
  return page.evaluate(() => globalThis.heard ?? { polite: [], alerts: [] });
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
