import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import {
  isDone,
  packReceipt,
  readSavedReceipt,
  RECEIPTS_MAX,
  savedReceiptOf,
} from './saved-receipt.ts';
import { createReceiptStore } from './receipts.ts';
import { saveUpload } from './saved-upload.ts';
import type { SharedKeyValueStore } from './key-value-store.ts';
import type { Digests, DigestState, Upload } from '../model/upload.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** When the page was opened. */
const SINCE = 1_800_000_000_000;
const plan = { suffix: 'bin', attempt: 2, tries: [], arrived: 'nothing' } as const;
const known = (value: string): DigestState => ({ status: 'known', value });
const pending: Digests = {
  crc64: { status: 'pending' },
  md5: { status: 'pending' },
  sha256: { status: 'pending' },
};
const queued = (id: string): Upload => ({
  id,
  firmware: { name: `${id}.bin`, folder: 'boardA', size: 1000, modifiedAt: 1_700_000_000_000 },
  state: { status: 'queued', ...plan },
  digests: pending,
  image: 'ESP32',
  packing: undefined,
  lastTicket: undefined,
});
const done = (id: string, finishedAt = 1_700_000_000_000, digests = pending): Upload => ({
  ...queued(id),
  digests,
  state: {
    status: 'done',
    ...plan,
    receipt: {
      firmwareUrl: `https://bucket.example/${id}.bin`,
      verdict: { kind: 'verified', crc64: '42' },
      ticketRequestId: `ticket-${id}`,
      storeRequestId: undefined,
      finishedAt,
      sendMs: 20.5,
    },
  },
});
const packaged = (upload: Upload): Upload => {
  if (!isDone(upload)) throw new Error('not done');
  const { state } = upload;
  const madePackage = { firmwareId: 'ota-7', firmwareName: 'a', destVersion: '1', madeAt: 3 };
  return { ...upload, state: { ...state, receipt: { ...state.receipt, madePackage } } };
};
const unverified = (upload: Upload): Upload => {
  if (!isDone(upload)) throw new Error('not done');
  const { state } = upload;
  const verdict = { kind: 'unverified', reason: 'checksum-hidden' } as const;
  return { ...upload, state: { ...state, receipt: { ...state.receipt, verdict } } };
};
const keptOf = (upload: Upload) => {
  if (!isDone(upload)) throw new Error('not done');
  return savedReceiptOf(upload);
};

/** Storage as several tabs see it, which outlives them. */
function createBrowser() {
  const items = new Map<string, unknown>();
  const listItems = new Map<string, unknown>();
  const bells = new Map<object, () => void>();
  let writes = 0;
  let reads = 0;
  const shelf: SharedKeyValueStore = {
    async all() {
      reads += 1;
      return [...items];
    },
    async put(added) {
      writes += 1;
      for (const [id, value] of added) items.set(id, structuredClone(value));
    },
    async replace(changed) {
      writes += 1;
      for (const [id, value] of changed) if (items.has(id)) items.set(id, structuredClone(value));
    },
    async remove(ids) {
      for (const id of ids) items.delete(id);
    },
  };
  return {
    items,
    listItems,
    shelf,
    writes: () => writes,
    reads: () => reads,
    openTab() {
      let uploads: readonly Upload[] = [];
      const listeners = new Set<() => void>();
      const clock = createFakeClock();
      const tab = {};
      const history = createReceiptStore({
        store: shelf,
        list: { all: async () => [...listItems] },
        channel: {
          announce() {
            for (const [other, ring] of bells) if (other !== tab) ring();
          },
          onChange: (listener) => bells.set(tab, listener),
        },
        clock,
        since: SINCE,
      });
      const ids = async () => {
        const receipts = await history.all();
        return receipts === 'unavailable' ? receipts : receipts.map(({ id }) => id);
      };
      return {
        history,
        clock,
        ids,
        async open() {
          history.follow({
            subscribe(listener) {
              listeners.add(listener);
              return () => listeners.delete(listener);
            },
            getSnapshot: () => uploads,
          });
          await settle();
        },
        async show(...next: readonly Upload[]) {
          uploads = next;
          for (const listener of listeners) listener();
          await settle();
        },
        /** From being added to its end. */
        async finish(...finished: readonly Upload[]) {
          await this.show(...finished.map(({ id }) => queued(id)));
          await this.show(...finished);
        },
      };
    },
  };
}

async function openedTab(browser = createBrowser()) {
  const tab = browser.openTab();
  await tab.open();
  return { browser, tab };
}

describe('a receipt', () => {
  test('holds what is known of a finished upload, and lives longer than the list and the page', async () => {
    const { browser, tab } = await openedTab();
    await tab.finish(done('a'));
    await tab.show();
    const { tab: next } = await openedTab(browser);
    expect(await next.history.all()).toEqual([
      {
        id: 'a',
        firmware: { name: 'a.bin', folder: 'boardA', size: 1000, modifiedAt: 1_700_000_000_000 },
        suffix: 'bin',
        attempts: 2,
        digests: {},
        image: 'ESP32',
        receipt: {
          firmwareUrl: 'https://bucket.example/a.bin',
          verdict: { kind: 'verified', crc64: '42' },
          ticketRequestId: 'ticket-a',
          storeRequestId: undefined,
          finishedAt: 1_700_000_000_000,
          sendMs: 20.5,
        },
      },
    ]);
  });

  test('is there for what is done, and for nothing else', async () => {
    const { tab } = await openedTab();
    await tab.show(queued('a'), {
      ...queued('b'),
      state: { status: 'cancelled', ...plan, arrived: 'maybe' },
    });
    expect(await tab.ids()).toEqual([]);
  });

  test('learns the checksums that come later', async () => {
    const { tab } = await openedTab();
    await tab.finish(done('a'));
    await tab.show(done('a', 1, { ...pending, crc64: known('42'), md5: known('m') }));
    await tab.show(done('a', 1, { crc64: known('42'), md5: known('m'), sha256: known('s') }));
    expect(await tab.history.all()).toMatchObject([
      { digests: { crc64: '42', md5: 'm', sha256: 's' } },
    ]);
  });

  test('is not written again for an upload that has not changed', async () => {
    const { browser, tab } = await openedTab();
    const upload = done('a');
    await tab.finish(upload);
    const before = browser.writes();
    await tab.show(upload, queued('b'));
    expect(browser.writes()).toBe(before);
  });

  test('of an upload that was brought back is left as it is', async () => {
    const { browser, tab } = await openedTab();
    await tab.finish(done('a', 1, { ...pending, sha256: known('s') }));
    const { tab: next } = await openedTab(browser);
    await next.show(done('a', 1));
    expect(await next.history.all()).toMatchObject([{ digests: { sha256: 's' } }]);
  });

  test('of an earlier visit learns which package is made of its file now, and forgets nothing for it', async () => {
    const { browser, tab } = await openedTab();
    await tab.finish(done('a', 1, { ...pending, sha256: known('s') }), done('b', 2));
    const { tab: next } = await openedTab(browser);
    await next.show(done('a', 1), done('b', 2));
    await next.history.remove('b');
    await next.show(packaged(done('a', 1)), packaged(done('b', 2)));
    expect(await next.history.all()).toMatchObject([
      { id: 'a', digests: { sha256: 's' }, receipt: { madePackage: { firmwareId: 'ota-7' } } },
    ]);
    expect(await next.ids()).toEqual(['a']);
  });

  test('of an earlier visit learns the checksums it lacks, from the list or by itself, and what it knows stays', async () => {
    const { browser, tab } = await openedTab();
    const partly = { ...pending, crc64: known('42') };
    await tab.finish(done('a', 1, partly), done('b', 2, partly));
    const { tab: next } = await openedTab(browser);
    const missed = { status: 'missed' } as const;
    const recalled = { crc64: known('42'), md5: missed, sha256: missed };
    await next.show(done('a', 1, recalled));
    await next.show(done('a', 1, { ...recalled, sha256: known('s') }));
    next.history.noteDigests('b', { crc64: 'other', sha256: 't' });
    expect(await next.history.all()).toMatchObject([
      { id: 'b', digests: { crc64: '42', sha256: 't' } },
      { id: 'a', digests: { crc64: '42', sha256: 's' } },
    ]);
  });

  test('is there for what was done before the history was loaded, but after the page', async () => {
    const { browser, tab } = await openedTab();
    await tab.show(done('a', SINCE - 1), done('b', SINCE));
    expect(await tab.ids()).toEqual(['b']);
    await tab.history.remove('b');
    await tab.show(done('b', SINCE, { ...pending, md5: known('m') }));
    expect(await tab.ids()).toEqual([]);
    expect(browser.items.size).toBe(1);
  });

  test('is not written again when a comparison has found nothing that it lacks', async () => {
    const { browser, tab } = await openedTab();
    await tab.finish(done('a'));
    const before = browser.writes();
    tab.history.noteDigests('a', {});
    await settle();
    expect(browser.writes()).toBe(before);
  });

  test('is asked for again when storage failed while the next one was written', async () => {
    const { browser, tab } = await openedTab();
    await tab.finish(done('a', 1));
    let fail = () => {};
    const failing = new Promise<never>((_, reject) => {
      fail = () => reject(new DOMException('broken', 'UnknownError'));
    });
    const all = vi.spyOn(browser.shelf, 'all').mockReturnValueOnce(failing);
    const asked = tab.ids();
    await settle();
    expect(all).toHaveBeenCalledOnce();
    await tab.finish(done('b', 2));
    fail();
    expect(await asked).toBe('unavailable');
    expect(await tab.ids()).toEqual(['b', 'a']);
  });

  test('stands newest first', async () => {
    const { tab } = await openedTab();
    await tab.finish(done('a', 5), done('b', 9), done('c', 7), done('d', 7));
    expect(await tab.ids()).toEqual(['b', 'd', 'c', 'a']);
  });
});

describe('a receipt that a person has removed', () => {
  test('stays away, whatever the upload learns later and however often the page is loaded', async () => {
    const { browser, tab } = await openedTab();
    await tab.finish(done('a'), done('b'));
    expect(await tab.history.remove('a')).toBe(true);
    await tab.show(done('a', 1, { ...pending, md5: known('m') }), done('b'));
    expect(await tab.ids()).toEqual(['b']);
    const { tab: next } = await openedTab(browser);
    await next.show(done('a'), done('b'));
    expect(await next.ids()).toEqual(['b']);
  });

  test('stays away when another tab still works on its checksums', async () => {
    const { browser, tab } = await openedTab();
    const { tab: other } = await openedTab(browser);
    await tab.finish(done('a'));
    await other.history.remove('a');
    await tab.show(done('a', 1, { ...pending, sha256: known('s') }));
    expect(await tab.ids()).toEqual([]);
  });

  test('goes with all others when the history is cleared; what comes next is kept', async () => {
    const { browser, tab } = await openedTab();
    browser.items.set('rubbish', 7);
    await tab.finish(done('a'), done('b'));
    expect(await tab.history.clear()).toBe(true);
    await tab.show(done('a', 1, { ...pending, sha256: known('s') }), queued('c'));
    await tab.show(done('a', 1), done('c'));
    expect(await tab.ids()).toEqual(['c']);
    expect(JSON.stringify([...browser.items])).not.toMatch(/a\.bin|rubbish/);
  });
});

describe('several tabs', () => {
  test('keep each other’s receipts, and hear of them', async () => {
    const { browser, tab } = await openedTab();
    const { tab: other } = await openedTab(browser);
    await other.ids();
    let heard = 0;
    other.history.subscribe(() => {
      heard += 1;
    });
    await tab.finish(done('a', 1));
    expect(heard).toBeGreaterThan(0);
    await other.finish(done('b', 2));
    expect(await tab.ids()).toEqual(['b', 'a']);
    expect(await other.ids()).toEqual(['b', 'a']);
  });
});

test('what the list remembers from the time before there was a history is taken over, once', async () => {
  const browser = createBrowser();
  for (const upload of [done('a'), queued('b')]) {
    browser.listItems.set(upload.id, saveUpload(upload, 'some-tab'));
  }
  browser.listItems.set('c', 'rubbish');
  const { tab } = await openedTab(browser);
  expect(await tab.ids()).toEqual(['a']);
  await tab.history.clear();
  const { tab: next } = await openedTab(browser);
  expect(await next.ids()).toEqual([]);
});

describe('the limit', () => {
  test('holds whatever comes in whatever order; the newest stay', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(1_000_000), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: RECEIPTS_MAX }),
        async (times, before) => {
          const browser = createBrowser();
          for (let n = 0; n < before; n += 1) {
            browser.items.set(`old-${n}`, packReceipt(keptOf(done(`old-${n}`, 2_000_000 + n))));
          }
          const { tab } = await openedTab(browser);
          await tab.finish(...times.map((time) => done(`t${time}`, time)));
          const all = await tab.history.all();
          const found = all === 'unavailable' ? [] : all.map(({ receipt }) => receipt.finishedAt);
          const expected = [...times, ...Array.from({ length: before }, (_, n) => 2_000_000 + n)]
            .toSorted((one, other) => other - one)
            .slice(0, RECEIPTS_MAX);
          expect(found).toEqual(expected);
          // Besides them there is only the sign that a history has begun.
          expect(browser.items.size).toBe(expected.length + 1);
        },
      ),
      { numRuns: 30 },
    );
  }, 30_000);

  test('holds for what several tabs have written', async () => {
    const { browser, tab } = await openedTab();
    const { tab: other } = await openedTab(browser);
    const many = (from: number) =>
      Array.from({ length: 600 }, (_, n) => done(`u${from + n}`, from + n));
    await Promise.all([tab.finish(...many(0)), other.finish(...many(600))]);
    expect(await tab.ids()).toHaveLength(RECEIPTS_MAX);
    expect(browser.items.has('u199')).toBe(false);
    expect(browser.items.has('u200')).toBe(true);
  });
});

describe('finished before', () => {
  test('finds what has the same size and a checksum, newest first', async () => {
    const { tab } = await openedTab();
    const crc = { ...pending, crc64: known('42') };
    const large = done('c', 9, crc);
    await tab.finish(
      done('a', 1, crc),
      done('b', 2, { ...crc, sha256: known('s') }),
      { ...large, firmware: { ...large.firmware, size: 2000 } },
      unverified(done('d', 3)),
    );
    expect(await tab.history.finishedBefore(1000)).toEqual([
      {
        firmwareUrl: 'https://bucket.example/b.bin',
        finishedAt: 2,
        suffix: 'bin',
        crc64: '42',
        sha256: 's',
        hasPackage: false,
      },
      expect.objectContaining({ firmwareUrl: 'https://bucket.example/a.bin' }),
    ]);
    expect(await tab.history.finishedBefore(7)).toEqual([]);
  });

  test('says of what a package was made', async () => {
    const { tab } = await openedTab();
    const proved = done('a', 1, { ...pending, crc64: known('42') });
    await tab.finish(proved);
    await tab.show(packaged(proved));
    expect(await tab.history.finishedBefore(1000)).toMatchObject([{ hasPackage: true }]);
  });

  test('waits a second for storage that hangs, and no longer', async () => {
    const { browser, tab } = await openedTab();
    browser.shelf.all = () => new Promise(() => {});
    const asked = tab.history.finishedBefore(1000);
    await tab.clock.pass(1_000);
    expect(await asked).toEqual([]);
    const wanted = tab.history.all();
    await tab.clock.pass(5_000);
    expect(await wanted).toBe('unavailable');
    expect(tab.clock.waiters()).toBe(0);
  });
});

describe('storage that is forbidden, full or broken', () => {
  test('means no history, and nothing else', async () => {
    const browser = createBrowser();
    const no = () => Promise.reject(new Error('forbidden'));
    Object.assign(browser.shelf, { all: no, put: no, replace: no, remove: no });
    const { tab } = await openedTab(browser);
    await tab.finish(done('a'));
    await tab.show(done('a', 1, { ...pending, md5: known('m') }));
    expect(await tab.history.all()).toBe('unavailable');
    expect(await tab.history.finishedBefore(1000)).toEqual([]);
    expect(await tab.history.remove('a')).toBe(false);
    expect(await tab.history.clear()).toBe(false);
  });

  test('loses nothing by a write that fails, and keeps what was learnt meanwhile', async () => {
    const { browser, tab } = await openedTab();
    const { put, replace } = browser.shelf;
    browser.shelf.put = () => Promise.reject(new Error('full'));
    await tab.finish(done('a'));
    await tab.show(done('a', 1, { ...pending, md5: known('m') }));
    expect(await tab.ids()).toEqual([]);
    browser.shelf.put = put;
    browser.shelf.replace = () => Promise.reject(new Error('full'));
    await tab.show(done('a', 1, { ...pending, md5: known('m') }), queued('b'));
    await tab.show(done('a', 1, { ...pending, md5: known('m'), crc64: known('42') }));
    await tab.show(done('a', 1, { crc64: known('42'), md5: known('m'), sha256: known('s') }));
    browser.shelf.replace = replace;
    await tab.finish(done('b'));
    expect(await tab.history.all()).toMatchObject([
      { id: 'b' },
      { id: 'a', digests: { crc64: '42', md5: 'm', sha256: 's' } },
    ]);
  });

  test('that says no after a while loses nothing of what happened meanwhile', async () => {
    const { browser, tab } = await openedTab();
    const { put } = browser.shelf;
    const refusals: (() => void)[] = [];
    browser.shelf.put = () =>
      new Promise((_, reject) => {
        refusals.push(() => reject(new Error('full')));
      });
    await tab.finish(done('a'), done('b'));
    await tab.show(done('a', 1, { ...pending, md5: known('m') }), done('b'));
    const removed = tab.history.remove('b');
    browser.shelf.put = put;
    for (const refuse of refusals) refuse();
    expect(await removed).toBe(true);
    await tab.finish(done('c'));
    expect(await tab.history.all()).toMatchObject([
      { id: 'c' },
      { id: 'a', digests: { md5: 'm' } },
    ]);
  });

  test.each(['before', 'after'])(
    'that says no %s it is cleared brings nothing back',
    async (when) => {
      const { browser, tab } = await openedTab();
      const { put } = browser.shelf;
      let refuse = () => {};
      browser.shelf.put = () =>
        new Promise((_, reject) => {
          refuse = () => reject(new Error('full'));
        });
      await tab.finish(done('a'));
      if (when === 'before') refuse();
      await settle();
      const cleared = tab.history.clear();
      refuse();
      browser.shelf.put = put;
      expect(await cleared).toBe(true);
      await tab.finish(done('b'));
      expect(await tab.ids()).toEqual(['b']);
    },
  );
});

describe('what is read back', () => {
  test('is taken for nothing when it is rubbish', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readSavedReceipt('a', value)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  test('is refused where one field is wrong', () => {
    const good = packReceipt(keptOf(done('a')));
    expect(readSavedReceipt('a', structuredClone(good))).toEqual(keptOf(done('a')));
    for (const field of ['version', 'firmware', 'suffix', 'attempts', 'receipt']) {
      for (const value of [undefined, null, {}, [], Number.NaN]) {
        expect(readSavedReceipt('a', { ...good, [field]: value })).toBeUndefined();
      }
    }
    for (const finishedAt of [-1, Infinity, Number.NaN, 9e15]) {
      expect(
        readSavedReceipt('a', { ...good, receipt: { ...good.receipt, finishedAt } }),
      ).toBeUndefined();
    }
  });

  test('may know less, or more, than this version of the page', () => {
    const { image: _image, ...older } = packReceipt(keptOf(done('a')));
    expect(readSavedReceipt('a', { ...older, later: 1 })).toEqual({
      ...keptOf(done('a')),
      image: undefined,
    });
  });

  test('is not thrown away because it cannot be read', async () => {
    const { browser, tab } = await openedTab();
    browser.items.set('later', { version: 2 });
    await tab.finish(done('a'));
    expect(browser.items.has('later')).toBe(true);
    expect(await tab.ids()).toEqual(['a']);
  });

  test('never held a ticket, a policy or a signature', () => {
    const upload = { ...done('a'), lastTicket: { requestId: 'r', confirmationToken: 'secret' } };
    expect(JSON.stringify(packReceipt(keptOf(upload)))).not.toMatch(/secret|policy|signature/i);
  });
});

test('a hundred uploads that finish one by one are not each a reason to read all receipts again', async () => {
  const { browser, tab } = await openedTab();
  await tab.history.finishedBefore(1000);
  const before = browser.reads();
  for (let n = 0; n < 100; n += 1) {
    await tab.finish(done(`u${n}`, SINCE + n, { ...pending, crc64: known('42') }));
    expect(await tab.history.finishedBefore(1000)).toHaveLength(n + 1);
  }
  expect(browser.reads() - before).toBeLessThan(10);
  const { tab: other } = await openedTab(browser);
  expect(await tab.ids()).toEqual(await other.ids());
});

test('what was removed in another tab meanwhile does not come back with what is learned of it later', async () => {
  const { browser, tab } = await openedTab();
  await tab.finish(done('a'));
  expect(await tab.ids()).toEqual(['a']);
  browser.items.delete('a');
  const { tab: other } = await openedTab(browser);
  await other.history.remove('a');
  await settle();
  await tab.show(done('a', 1, { ...pending, sha256: known('s') }));
  expect(await tab.ids()).toEqual([]);
});
