import { SCENARIO_NAMES } from '../../src/scenarios/catalogue.ts';
import { expectAnnounced, PLACES, play, shortLink, test } from './places.ts';

/** Every scenario, opened from its address, ends as it announces: in the demo and against the embedded cloud. */

/** Some that go together. */
const PAIRS = [
  'reset-30,slow-3000',
  'ticket-error-500,wrong-checksum',
  'throttled-1,lost-answer',
  'outage-2,reset-20',
  'expired,hidden-header',
  'reset-60,no-checksum',
  'throttled-1,too-large',
  'ticket-error,throttled-1,reset-10,expired,slow-3000',
];

const singles = SCENARIO_NAMES.map(shortLink);

for (const place of PLACES) {
  for (const scenarios of [...singles, ...PAIRS]) {
    test(`${place}: ${scenarios}`, async ({ page, demo, embedded }) => {
      test.setTimeout(90_000);
      const url = place === 'demo' ? demo.url : `${embedded.url}/`;
      const upload = await play(page, url, scenarios);
      await expectAnnounced(page, upload, scenarios);
    });
  }
}
