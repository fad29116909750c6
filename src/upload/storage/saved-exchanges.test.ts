import { describe, expect, test } from 'vitest';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import { createMemoryStore } from '../../testing/storage-world.ts';
import { createExchangeBook } from '../exchange/exchange-book.ts';
import type { ExchangeNote } from '../exchange-event.ts';
import { createSavedExchanges, EXCHANGES_MAX } from './saved-exchanges.ts';

const STORED: ExchangeNote = {
  type: 'judged',
  verdict: 'verified',
  proof: { by: 'crc64', digest: '1' },
  firmwareUrl: 'https://bucket.example/k?Signature=abc',
  sendMs: 5,
};
const failed = (next: 'none' | 'after'): ExchangeNote => ({
  type: 'failed',
  code: 'FW-U07',
  kind: 'connection-lost',
  sent: 1,
  next: next === 'none' ? { kind: 'none' } : { kind: 'after', ms: 5 },
});

function openVisit(store = createMemoryStore()) {
  const book = createExchangeBook(createFakeClock());
  const saved = createSavedExchanges(store);
  return { store, book, saved };
}

describe('exchanges of earlier visits', () => {
  test('of an upload that was stored or failed for good is kept, with what it learns later; what goes on is not', async () => {
    const { store, book, saved } = openVisit();
    book.note('before', STORED);
    saved.follow(book);
    book.note('stored', STORED);
    book.note('stored', { type: 'packaged', firmwareId: 'f1' });
    book.note('failed', failed('none'));
    book.note('again', failed('after'));
    book.note('cancelled', { type: 'pressed', action: 'cancel' });
    await settle();
    expect([...store.items.keys()]).toEqual(['before', 'stored', 'failed']);
    const later = openVisit(store).saved;
    expect(await later.read('stored')).toEqual(book.of('stored'));
    expect((await later.read('stored'))?.events.map(({ type }) => type)).toEqual([
      'judged',
      'packaged',
    ]);
    expect(await later.read('again')).toBeUndefined();
  });

  test('of an upload without a receipt goes with its row, whichever visit has kept it', async () => {
    const { store, book, saved } = openVisit();
    saved.follow(book);
    for (const id of ['stored', 'failed', 'failed-too']) book.note(id, failed('none'));
    book.note('stored', STORED);
    book.note('running', failed('after'));
    await settle();
    book.forget('stored', true);
    book.forget('failed', false);
    book.forget('running', false);
    await settle();
    expect([...store.items.keys()]).toEqual(['stored', 'failed-too']);
    const later = openVisit(store);
    later.saved.follow(later.book);
    later.book.forget('stored', true);
    later.book.forget('failed-too', false);
    await settle();
    expect([...store.items.keys()]).toEqual(['stored']);
  });

  test('what another version of the page has written is not shown, and stays', async () => {
    const { store, saved, book } = openVisit();
    book.note('a', STORED);
    await store.put([
      ['newer', { ...book.of('a'), version: 2 }],
      ['odd', { ...book.of('a'), events: [{ type: 'made-up', at: 0 }] }],
      ['text', 'x'],
    ]);
    for (const id of ['newer', 'odd', 'text', 'none']) expect(await saved.read(id)).toBeUndefined();
    expect(store.items.size).toBe(3);
  });

  test('the oldest go when there are too many; removed ones are gone', async () => {
    const { store, saved, book } = openVisit();
    saved.follow(book);
    for (let nth = 0; nth < EXCHANGES_MAX + 60; nth += 1) {
      book.note(`id-${String(nth).padStart(6, '0')}`, STORED);
    }
    await settle();
    expect(store.items.size).toBeLessThanOrEqual(EXCHANGES_MAX + 50);
    expect(store.items.has('id-000000')).toBe(false);
    expect(store.items.has(`id-00${EXCHANGES_MAX + 59}`)).toBe(true);
    await saved.remove([`id-00${EXCHANGES_MAX + 59}`]);
    expect(store.items.has(`id-00${EXCHANGES_MAX + 59}`)).toBe(false);
    await saved.clear();
    expect(store.items.size).toBe(0);
  });

  test('a write that fails takes nothing else with it', async () => {
    const { store, saved, book } = openVisit();
    saved.follow(book);
    const { put } = store;
    store.put = async () => {
      throw new Error('full');
    };
    book.note('lost', STORED);
    await settle();
    store.put = put;
    book.note('kept', STORED);
    await settle();
    expect([...store.items.keys()]).toEqual(['kept']);
  });
});
