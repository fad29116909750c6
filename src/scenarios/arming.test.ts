import { expect, test } from 'vitest';
import { createFaultPlan, type FaultPlan } from '../faults/fault-plan.ts';
import { armAll } from './arming.ts';
import { SCENARIO_NAMES, SCENARIOS } from './catalogue.ts';
import { readScenarios } from './link.ts';

const size = { bodyBytes: 1_100, fileStart: 50, fileBytes: 1_000 };

function armed(text: string, seed?: number): FaultPlan {
  const reading = readScenarios(text);
  if (reading.kind !== 'link') throw new Error(text);
  const plan = createFaultPlan();
  armAll(plan, reading.link.chosen, seed);
  return plan;
}

/** What each attempt of one upload meets, by its own key. */
const attempts = (plan: FaultPlan, count: number) =>
  Array.from({ length: count }, (_, nth) =>
    plan
      .meet({ key: `${nth}.bin`, size, socket: 'fresh' })
      .faults.map((fault) => ('as' in fault ? fault.as : fault.kind)),
  );

test.each(SCENARIO_NAMES)('%s arms something of its stage', (name) => {
  const plan = armed(name);
  const [first = []] = attempts(plan, 1);
  const isTicket = plan.meetTicket() !== undefined;
  expect(isTicket).toBe(SCENARIOS[name].stage === 'ticket');
  expect(isTicket || first.length > 0 || plan.isAway()).toBe(true);
});

test('what takes a whole attempt comes one after the other, and then what lasts', () => {
  expect(attempts(armed('reset,stall,expired,slow'), 4)).toEqual([
    ['slowed', 'reset'],
    ['slowed', 'stalled'],
    ['slowed', 'PolicyExpired'],
    ['slowed'],
  ]);
  expect(attempts(armed('expired-2,wrong-checksum'), 4)).toEqual([
    ['PolicyExpired'],
    ['PolicyExpired'],
    ['flipped-bit'],
    ['flipped-bit'],
  ]);
  expect(attempts(armed('lost-answer,reset'), 3)).toEqual([['reset'], ['lost-answer'], []]);
  // An answer that is lost does not take the attempt: what is stored is judged in the same one.
  expect(attempts(armed('lost-answer,wrong-checksum'), 2)).toEqual([
    ['lost-answer', 'flipped-bit'],
    ['flipped-bit'],
  ]);
});

test('a browser that sends a POST once more by itself meets the same again', () => {
  const plan = armed('reset-30');
  const met = () => plan.meet({ key: 'a.bin', size, socket: 're-used' }).faults;
  expect(met()).toEqual(met());
  expect(met()).toEqual([{ kind: 'reset', at: { fileShare: 0.3 } }]);
});

test('calls for a ticket meet what was armed, one after the other', () => {
  const plan = armed('throttled-7,ticket-error-502');
  expect([plan.meetTicket(), plan.meetTicket(), plan.meetTicket()]).toEqual([
    { kind: 'gateway-error', status: 502 },
    { kind: 'refused', code: 'Throttling.User', status: 429, retryAfterS: 7 },
    undefined,
  ]);
});

test('which bit differs is the seed’s: the same one for the same seed', () => {
  const flipped = (seed?: number) =>
    armed('wrong-checksum', seed).meet({ key: 'a', size, socket: 'fresh' }).faults;
  expect(flipped()).toEqual(flipped(SCENARIOS['wrong-checksum'].seed));
  expect(flipped(7)).toEqual(flipped(7));
  expect(flipped(7)).not.toEqual(flipped(8));
});
