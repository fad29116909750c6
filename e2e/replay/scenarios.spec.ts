import { SCENARIO_NAMES, type ScenarioName } from '../../src/scenarios/catalogue.ts';
import { announcementOf, expect, play, shortLink, test } from '../scenarios/places.ts';
import { playInDemo, replayed } from './replayed.ts';

/** An upload that has met a scenario is recorded, and the recording replays to the same states. */

/** Played in the page as well, each of another stage. */
const IN_PAGE: ReadonlySet<ScenarioName> = new Set([
  'ticket-error',
  'no-cors',
  'reset',
  'wrong-checksum',
]);

for (const name of SCENARIO_NAMES) {
  test(`${name}, recorded in the demo, replays to the same states`, async ({ page, demo }) => {
    test.setTimeout(90_000);
    const link = shortLink(name);
    const upload = await play(page, demo.url, link);
    const { ends } = announcementOf(link);
    await upload.waitFor(ends.status, { timeout: 50_000 });
    const recording = await upload.recording();
    expect((await replayed(recording)).at(-1)).toContain(ends.status);
    if (IN_PAGE.has(name)) await playInDemo(page, demo.url, recording);
  });
}
