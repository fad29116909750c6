import { expectAnnounced, play, test } from '../scenarios/places.ts';

/** One of each home; `npm run test:scenarios` has all of them. */

test('the demo: a cut on a slow line, by a link', async ({ page, demo }) => {
  const upload = await play(page, demo.url, 'reset-30,slow-3000');
  await expectAnnounced(page, upload, 'reset-30,slow-3000');
});
