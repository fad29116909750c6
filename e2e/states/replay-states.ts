import type { Page } from 'playwright/test';
import { record } from '../../src/testing/recorded-world.ts';
import { GOOD_PLAN, transfer } from '../../src/testing/upload-plan.ts';
import type { StateSteps } from './driver.ts';

/** A recording that plays in the demo's page, and a file that is none. */
export const REPLAY_STATES: Record<string, StateSteps> = {
  replayed: {
    place: 'demo',
    async reach({ page, appear, pass }) {
      const recorded = await record({ ...GOOD_PLAN, ...transfer(1, { kind: 'cut', at: 0.5 }) });
      await open(page, JSON.stringify(recorded?.recording));
      await appear('replay');
      await pass(30_000);
      await appear(page.locator('[data-testid=replay][data-outcome=same]'));
    },
  },
  'replay-refused': {
    place: 'demo',
    async reach({ page, appear }) {
      await open(page, '{}');
      await appear('replay-fault');
    },
  },
};

async function open(page: Page, text: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await page.getByTestId('replay-open').click();
  const chooser = await choosing;
  await chooser.setFiles({
    name: 'door-lock-2.4.1.recording.json',
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  });
}
