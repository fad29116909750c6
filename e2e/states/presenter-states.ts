import type { StateSteps } from './driver.ts';

/** Presenter mode, which the demo alone has. */
export const PRESENTER_STATES: Record<string, StateSteps> = {
  presenter: { place: 'demo', reach: ({ press }) => press('presenter') },
  'presenter-done': {
    place: 'demo',
    async reach({ press, until }) {
      await press('presenter', 'presenter-next', 'presenter-next', 'presenter-next');
      await until('done');
    },
  },
  /** With something of all that a show leaves on the list. */
  'presenter-failed': {
    place: 'demo',
    async reach({ page, press, until, appear }) {
      await press('presenter');
      // Folded on a narrow page.
      const tools = page.getByTestId('presenter-tools');
      if (await tools.isVisible()) await tools.click();
      for (const sample of ['good', 'doubtful', 'cut']) {
        await page.locator(`[data-sample=${sample}]`).click();
      }
      await until('done');
      await until('ready', 2);
      const skip = page.getByTestId('presenter-skip');
      const next = page.getByTestId('presenter-next');
      const dock = page.getByTestId('presenter-dock');
      while ((await dock.getAttribute('data-step')) !== 'altered') {
        await ((await skip.getAttribute('aria-disabled')) === 'true' ? next : skip).click();
      }
      await press('presenter-next');
      await until('failed');
      await appear('detail-failure');
    },
  },
};
