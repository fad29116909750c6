import { expect, test } from 'vitest';
import { createPagePlans } from './page-plans.ts';

const size = { bodyBytes: 10, fileStart: 0, fileBytes: 10 };
const FROM = '203.0.113.7';

function world() {
  const pagePlans = createPagePlans();
  return {
    pagePlans,
    post: (key: string) =>
      pagePlans.plan
        .meet({ key, size, socket: 'fresh', from: FROM })
        .faults.map(({ kind }) => kind),
    preflight: (from = FROM) => pagePlans.plan.meetPreflight(from)?.kind,
  };
}

test('an upload meets what its page has armed, by the key that the page has got', () => {
  const { pagePlans, post } = world();
  pagePlans.arm('one', { chosen: [{ name: 'reset' }] });
  pagePlans.adopt('one', 'a.bin');
  pagePlans.adopt('two', 'b.bin');
  expect([post('b.bin'), post('c.bin'), post('a.bin')]).toEqual([[], [], ['reset']]);
});

test('a preflight is that of the page which has asked for a ticket last from there', () => {
  const { pagePlans, preflight } = world();
  pagePlans.arm('one', { chosen: [{ name: 'no-cors' }] });
  expect(preflight()).toBe(undefined);
  pagePlans.meetTicket('one', FROM);
  expect(preflight()).toBe('no-cors');
  expect(preflight('203.0.113.8')).toBe(undefined);
  pagePlans.meetTicket('two', FROM);
  expect(preflight()).toBe(undefined);
});

test('this machine is one place, whichever of its addresses is used', () => {
  const { pagePlans, preflight } = world();
  pagePlans.arm('one', { chosen: [{ name: 'no-cors' }] });
  pagePlans.meetTicket('one', '::1');
  expect(preflight('::ffff:127.0.0.1')).toBe('no-cors');
});

test('what is armed anew begins anew, and what is taken back is over', () => {
  const { pagePlans, post } = world();
  pagePlans.arm('one', { chosen: [{ name: 'reset' }] });
  pagePlans.adopt('one', 'a.bin');
  expect([post('a.bin'), post('a.bin')]).toEqual([['reset'], ['reset']]);
  pagePlans.arm('one', { chosen: [{ name: 'stall' }] });
  expect(post('a.bin')).toEqual(['stalled']);
  pagePlans.disarm('one');
  expect(post('a.bin')).toEqual([]);
});

test('of very many pages the one that was silent for longest is forgotten', () => {
  const { pagePlans } = world();
  for (let nth = 0; nth < 200; nth += 1)
    pagePlans.arm(`page-${nth}`, { chosen: [{ name: 'slow' }] });
  pagePlans.meetTicket('page-0', FROM);
  pagePlans.arm('one-more', { chosen: [{ name: 'slow' }] });
  expect(pagePlans.planOf('page-0')).not.toBe(undefined);
  expect(pagePlans.planOf('page-1')).toBe(undefined);
});
