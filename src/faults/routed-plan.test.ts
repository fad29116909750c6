import { expect, test } from 'vitest';
import { createFaultPlan, type FaultPlan } from './fault-plan.ts';
import type { Fault } from './fault.ts';
import { routePlans, type Sender } from './routed-plan.ts';

const RESET: Fault = { kind: 'reset', at: { fileShare: 0.5 } };
const NO_CORS: Fault = { kind: 'no-cors', on: 'everything' };
const size = { bodyBytes: 100, fileStart: 10, fileBytes: 80 };

function world() {
  let now = 0;
  const plans: Record<'a' | 'b', FaultPlan> = {
    a: createFaultPlan({ now: () => now }),
    b: createFaultPlan(),
  };
  const routed = routePlans(({ key = '', from = '' }: Sender) =>
    key.startsWith('a') || from === '10.0.0.1' ? plans.a : plans.b,
  );
  return {
    plans,
    routed,
    pass: (ms: number) => {
      now += ms;
    },
    post: (key: string) => routed.meet({ key, size, socket: 'fresh', from: '10.0.0.2' }),
  };
}

test('a POST meets what was armed for its sender, and the record is the sender’s', () => {
  const { plans, routed, post } = world();
  plans.a.arm(RESET);
  expect(post('b.bin').faults).toEqual([]);
  const met = post('a.bin');
  expect(met.faults).toEqual([RESET]);
  routed.took(met, 50);
  routed.bit(met, RESET, 50);
  expect([plans.a.bites.length, plans.b.bites.length]).toEqual([1, 0]);
  expect([plans.a.seen.bodyBytes, plans.b.seen.bodyBytes]).toEqual([50, 0]);
});

test('what has no key is told apart by the client’s address', () => {
  const { plans, routed } = world();
  plans.a.arm(NO_CORS, { times: Infinity });
  expect(routed.meetPreflight('10.0.0.2')).toBe(undefined);
  expect(routed.meetPreflight('10.0.0.1')).toBe(NO_CORS);
});

test('an outage begins when its sender first asks, and lasts as long as it was armed for', () => {
  const { plans, routed, pass } = world();
  plans.a.armOutage(1_000);
  pass(5_000);
  expect(routed.isAway('10.0.0.2')).toBe(false);
  expect(routed.isAway('10.0.0.1')).toBe(true);
  pass(999);
  expect(routed.isAway('10.0.0.1')).toBe(true);
  pass(1);
  expect(routed.isAway('10.0.0.1')).toBe(false);
  plans.a.armOutage(1_000);
  expect(routed.isAway('10.0.0.1')).toBe(true);
  plans.a.disarm();
  expect(routed.isAway('10.0.0.1')).toBe(false);
});

test('a call for a ticket takes no fault of another page', () => {
  const { plans, routed } = world();
  plans.a.armTicket({ kind: 'malformed' });
  plans.b.armTicket({ kind: 'malformed' });
  expect(routed.meetTicket()).toBe(undefined);
  expect(plans.a.meetTicket()).toEqual({ kind: 'malformed' });
});
