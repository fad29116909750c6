import { expect, test } from 'vitest';
import { createRunBook } from './run-book.ts';

const size = { bodyBytes: 10, fileStart: 0, fileBytes: 10 };
const FROM = '203.0.113.7';

function world() {
  const book = createRunBook();
  return {
    book,
    post: (key: string) =>
      book.plan.meet({ key, size, socket: 'fresh', from: FROM }).faults.map(({ kind }) => kind),
    preflight: (from = FROM) => book.plan.meetPreflight(from)?.kind,
  };
}

test('an upload meets what its page has armed, by the key that the page has got', () => {
  const { book, post } = world();
  book.arm('one', { chosen: [{ name: 'reset' }] });
  book.adopt('one', 'a.bin');
  book.adopt('two', 'b.bin');
  expect([post('b.bin'), post('c.bin'), post('a.bin')]).toEqual([[], [], ['reset']]);
});

test('a preflight is that of the page which has asked for a ticket last from there', () => {
  const { book, preflight } = world();
  book.arm('one', { chosen: [{ name: 'no-cors' }] });
  expect(preflight()).toBe(undefined);
  book.meetTicket('one', FROM);
  expect(preflight()).toBe('no-cors');
  expect(preflight('203.0.113.8')).toBe(undefined);
  book.meetTicket('two', FROM);
  expect(preflight()).toBe(undefined);
});

test('this machine is one place, whichever of its addresses is used', () => {
  const { book, preflight } = world();
  book.arm('one', { chosen: [{ name: 'no-cors' }] });
  book.meetTicket('one', '::1');
  expect(preflight('::ffff:127.0.0.1')).toBe('no-cors');
});

test('what is armed anew begins anew, and what is taken back is over', () => {
  const { book, post } = world();
  book.arm('one', { chosen: [{ name: 'reset' }] });
  book.adopt('one', 'a.bin');
  expect([post('a.bin'), post('a.bin')]).toEqual([['reset'], ['reset']]);
  book.arm('one', { chosen: [{ name: 'stall' }] });
  expect(post('a.bin')).toEqual(['stalled']);
  book.disarm('one');
  expect(post('a.bin')).toEqual([]);
});

test('of very many pages the one that was silent for longest is forgotten', () => {
  const { book } = world();
  for (let nth = 0; nth < 200; nth += 1) book.arm(`page-${nth}`, { chosen: [{ name: 'slow' }] });
  book.meetTicket('page-0', FROM);
  book.arm('one-more', { chosen: [{ name: 'slow' }] });
  expect(book.planOf('page-0')).not.toBe(undefined);
  expect(book.planOf('page-1')).toBe(undefined);
});
