import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import { createMemoryStore, createShownQueue } from '../../testing/storage-world.ts';
import { digestsOf, doneState, PLAN, QUEUED, uploadOf } from '../../testing/uploads.ts';
import type { Receipt } from '../model/receipt.ts';
import type { Upload } from '../model/upload.ts';
import { createReceiptStore } from './receipts.ts';
import {
  packReceipt,
  readSavedReceipt,
  RECEIPTS_MAX,
  savedReceiptOf,
  type DoneUpload,
} from './saved-receipt.ts';
import { createSavedExchanges } from './saved-exchanges.ts';
import { saveUpload } from './saved-upload.ts';

/** When the page was opened. */
const SINCE = 1_800_000_000_000;
const madePackage = { firmwareId: 'ota-7', firmwareName: 'a', destVersion: '1', madeAt: 3 };

const queued = (id: string): Upload => uploadOf(id, QUEUED);
/** Finished then, with the digests that are known. */
const done = (
  id: string,
  finishedAt = 1,
  known: Parameters<typeof digestsOf>[0] = {},
  receipt: Partial<Receipt> = {},
): DoneUpload => ({
  ...uploadOf(id, QUEUED, { digests: digestsOf(known), image: 'ESP32' }),
  state: doneState({ finishedAt, firmwareUrl: `https://bucket.example/${id}.bin`, ...receipt }),
});

/** A browser whose tabs share what is stored. */
function createBrowser() {
  const store = createMemoryStore();
  const list = createMemoryStore();
  const exchanges = createMemoryStore();
  const tabs = new Map<object, () => void>();
  return {
    store,
    list,
    exchanges,
    /** Later writes fail, or with `later` only once the returned function is called. */
    refuse(method: 'put' | 'update', later?: 'later') {
      const error = new Error('full');
      const refusals: (() => void)[] = [];
      const spy = vi.spyOn(store, method);
      if (later === undefined) spy.mockRejectedValue(error);
      else {
        spy.mockImplementation(
          () => new Promise<never>((_, reject) => refusals.push(() => reject(error))),
        );
      }
      return {
        refuseNow: () => refusals.forEach((refuse) => refuse()),
        allow: () => spy.mockRestore(),
      };
    },
    async openTab() {
      const queue = createShownQueue();
      const clock = createFakeClock();
      const tab = {};
      const receipts = createReceiptStore({
        store,
        list,
        exchanges: createSavedExchanges(exchanges),
        channel: {
          announce() {
            for (const [other, hear] of tabs) if (other !== tab) hear();
          },
          onChange: (listener) => tabs.set(tab, listener),
        },
        clock,
        since: SINCE,
      });
      receipts.follow(queue);
      await settle();
      const { show } = queue;
      return {
        receipts,
        clock,
        show,
        ids: async () => {
          const all = await receipts.all();
          return all === 'unavailable' ? all : all.map(({ id }) => id);
        },
        /** From being added to its end. */
        async finish(...finished: readonly Upload[]) {
          await show(...finished.map(({ id }) => queued(id)));
          await show(...finished);
        },
      };
    },
  };
}

async function openTab() {
  const browser = createBrowser();
  return { browser, tab: await browser.openTab() };
}

describe('a receipt', () => {
  test('holds what is known of a finished upload, and outlives the list and the page', async () => {
    const { browser, tab } = await openTab();
    const upload = done('a', 5);
    await tab.finish(upload);
    await tab.show();
    const { state, firmware } = upload;
    expect(await (await browser.openTab()).receipts.all()).toEqual([
      {
        id: 'a',
        firmware,
        suffix: 'bin',
        attempts: 1,
        digests: {},
        image: 'ESP32',
        receipt: state.receipt,
      },
    ]);
  });

  test('is made for what is done, and for nothing else', async () => {
    const { tab } = await openTab();
    const cancelled = uploadOf('b', { status: 'cancelled', ...PLAN, arrived: 'maybe' });
    await tab.show(queued('a'), cancelled);
    expect(await tab.ids()).toEqual([]);
  });

  test('learns the checksums that come later', async () => {
    const { tab } = await openTab();
    await tab.finish(done('a'));
    expect(await tab.receipts.all()).toMatchObject([{ digests: {} }]);
    await tab.show(done('a', 1, { crc64: '42', md5: 'm' }));
    await tab.show(done('a', 1, { crc64: '42', md5: 'm', sha256: 's' }));
    const digests = { crc64: '42', md5: 'm', sha256: 's' };
    expect(await tab.receipts.all()).toMatchObject([{ digests }]);
  });

  test('is not written again when nothing is new', async () => {
    const { browser, tab } = await openTab();
    const upload = done('a');
    await tab.finish(upload);
    const { writes } = browser.store.calls;
    await tab.show(upload, queued('b'));
    tab.receipts.noteDigests('a', {});
    await settle();
    expect(browser.store.calls.writes).toBe(writes);
  });

  test('of an earlier visit learns its package and the checksums it lacks, and keeps what it knows', async () => {
    const { browser, tab } = await openTab();
    await tab.finish(done('a', 1, { crc64: '42' }), done('b', 2, { crc64: '42' }), done('c', 3));
    const next = await browser.openTab();
    await next.show(done('a', 1), done('b', 2), done('c', 3));
    expect(await next.receipts.all()).toMatchObject([{}, { digests: { crc64: '42' } }, {}]);
    await next.receipts.remove('c');
    await next.show(
      done('a', 1, { sha256: 's' }, { madePackages: [madePackage] }),
      done('b', 2),
      done('c', 3, {}, { madePackages: [madePackage] }),
    );
    next.receipts.noteDigests('b', { crc64: 'other', sha256: 't' });
    expect(await next.receipts.all()).toMatchObject([
      { id: 'b', digests: { crc64: '42', sha256: 't' } },
      { id: 'a', digests: { crc64: '42', sha256: 's' }, receipt: { madePackages: [madePackage] } },
    ]);
    expect(await next.ids()).toEqual(['b', 'a']);
  });

  test('is made for what was done before receipts were loaded, but after the page was', async () => {
    const { browser, tab } = await openTab();
    await tab.show(done('a', SINCE - 1), done('b', SINCE));
    expect(await tab.ids()).toEqual(['b']);
    await tab.receipts.remove('b');
    await tab.show(done('b', SINCE, { md5: 'm' }));
    expect(await tab.ids()).toEqual([]);
    expect(browser.store.items.size).toBe(1);
  });

  test('is read again after storage failed while the next one was written', async () => {
    const { browser, tab } = await openTab();
    await tab.finish(done('a', 1));
    let fail = () => {};
    const failing = new Promise<never>((_, reject) => {
      fail = () => reject(new DOMException('broken', 'UnknownError'));
    });
    const all = vi.spyOn(browser.store, 'all').mockReturnValueOnce(failing);
    const asked = tab.ids();
    await settle();
    expect(all).toHaveBeenCalledOnce();
    await tab.finish(done('b', 2));
    fail();
    expect(await asked).toBe('unavailable');
    expect(await tab.ids()).toEqual(['b', 'a']);
  });

  test('stands newest first', async () => {
    const { tab } = await openTab();
    await tab.finish(done('a', 5), done('b', 9), done('c', 7), done('d', 7));
    expect(await tab.ids()).toEqual(['b', 'd', 'c', 'a']);
  });
});

describe('a removed receipt', () => {
  test('stays away, whatever its upload learns and however often the page is loaded', async () => {
    const { browser, tab } = await openTab();
    await tab.finish(done('a'), done('b'));
    expect(await tab.receipts.remove('a')).toBe(true);
    await tab.show(done('a', 1, { md5: 'm' }), done('b'));
    expect(await tab.ids()).toEqual(['b']);
    const next = await browser.openTab();
    await next.show(done('a'), done('b'));
    expect(await next.ids()).toEqual(['b']);
  });

  test.each(['read', 'not read'])('stays away in another tab that has %s it', async (when) => {
    const { browser, tab } = await openTab();
    const other = await browser.openTab();
    await tab.finish(done('a'));
    if (when === 'read') expect(await tab.ids()).toEqual(['a']);
    await other.receipts.remove('a');
    await settle();
    await tab.show(done('a', 1, { sha256: 's' }));
    expect(await tab.ids()).toEqual([]);
  });

  test('goes with all others when receipts are cleared, and later ones are kept', async () => {
    const { browser, tab } = await openTab();
    browser.store.items.set('rubbish', 7);
    await tab.finish(done('a'), done('b'));
    expect(await tab.receipts.clear()).toBe(true);
    await tab.show(done('a', 1, { sha256: 's' }), queued('c'));
    await tab.show(done('a', 1), done('c'));
    expect(await tab.ids()).toEqual(['c']);
    expect(JSON.stringify([...browser.store.items])).not.toMatch(/a\.bin|rubbish/);
  });
});

test('several tabs keep each other’s receipts, and learn of them', async () => {
  const { browser, tab } = await openTab();
  const other = await browser.openTab();
  await other.ids();
  let heard = 0;
  other.receipts.subscribe(() => {
    heard += 1;
  });
  await tab.finish(done('a', 1));
  expect(heard).toBeGreaterThan(0);
  await other.finish(done('b', 2));
  expect([await tab.ids(), await other.ids()]).toEqual([
    ['b', 'a'],
    ['b', 'a'],
  ]);
});

describe('label and note', () => {
  const label = (from: string, to: string) => ({ remark: 'label', from, to }) as const;
  const note = (from: string, to: string) => ({ remark: 'note', from, to }) as const;

  test('come with the upload, and are kept when it learns its checksums', async () => {
    const { tab } = await openTab();
    const remarks = { label: 'FW-1', note: '' };
    await tab.finish({ ...done('a'), remarks });
    await tab.show({ ...done('a', 1, { md5: 'm' }), remarks: { label: 'FW-2', note: 'n' } });
    expect(await tab.receipts.all()).toMatchObject([
      { digests: { md5: 'm' }, remarks: { label: 'FW-2', note: 'n' } },
    ]);
  });

  test('of another tab outlive what the tab of the upload learns afterwards', async () => {
    const { browser, tab } = await openTab();
    await tab.finish(done('a'));
    const other = await browser.openTab();
    other.receipts.noteRemark('a', note('', 'for the pilot'));
    other.receipts.notePackage('a', madePackage);
    await settle();
    const second = { ...madePackage, firmwareId: 'ota-8' };
    await tab.show({
      ...done('a', 1, { md5: 'm' }, { madePackages: [second] }),
      remarks: { label: 'FW-1', note: '' },
    });
    expect(await other.receipts.all()).toMatchObject([
      {
        digests: { md5: 'm' },
        remarks: { label: 'FW-1', note: 'for the pilot' },
        receipt: { madePackages: [madePackage, second] },
      },
    ]);
  });

  test('that two tabs write at once are both kept', async () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60 });
    const texts = text.map((typed) => typed.trim()).filter((typed) => typed !== '');
    await fc.assert(
      fc.asyncProperty(texts, texts, fc.boolean(), async (mine, theirs, isLabel) => {
        const { browser, tab } = await openTab();
        await tab.finish(done('a'));
        const other = await browser.openTab();
        const edit = isLabel ? label : note;
        tab.receipts.noteRemark('a', edit('', mine));
        other.receipts.noteRemark('a', edit('', theirs));
        await settle();
        const all = await tab.receipts.all();
        const kept = all === 'unavailable' ? undefined : all[0]?.remarks;
        const written = isLabel ? kept?.label : kept?.note;
        expect(written).toContain(mine);
        expect(written).toContain(theirs);
        expect(await other.receipts.all()).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });

  test('of a removed receipt do not bring it back', async () => {
    const { tab } = await openTab();
    await tab.finish(done('a'));
    await tab.receipts.remove('a');
    tab.receipts.noteRemark('a', label('', 'FW-1'));
    expect(await tab.ids()).toEqual([]);
  });
});

test('what the saved list held before there were receipts is taken over once', async () => {
  const browser = createBrowser();
  for (const upload of [done('a'), queued('b')]) {
    browser.list.items.set(upload.id, saveUpload(upload, 'some-tab'));
  }
  browser.list.items.set('c', 'rubbish');
  const tab = await browser.openTab();
  expect(await tab.ids()).toEqual(['a']);
  await tab.receipts.clear();
  expect(await (await browser.openTab()).ids()).toEqual([]);
});

describe('the limit', () => {
  test('keeps the newest, in whatever order they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(1_000_000), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: RECEIPTS_MAX }),
        async (times, before) => {
          const browser = createBrowser();
          const earlier = Array.from({ length: before }, (_, n) => done(`old-${n}`, 2_000_000 + n));
          for (const upload of earlier) {
            browser.store.items.set(upload.id, packReceipt(savedReceiptOf(upload)));
          }
          const tab = await browser.openTab();
          await tab.finish(...times.map((time) => done(`t${time}`, time)));
          const all = await tab.receipts.all();
          const found = all === 'unavailable' ? [] : all.map(({ receipt }) => receipt.finishedAt);
          const expected = [...times, ...earlier.map(({ state }) => state.receipt.finishedAt)]
            .toSorted((one, other) => other - one)
            .slice(0, RECEIPTS_MAX);
          expect(found).toEqual(expected);
          // Besides them there is only the sign that there have been receipts.
          expect(browser.store.items.size).toBe(expected.length + 1);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('holds for what several tabs have written', async () => {
    const { browser, tab } = await openTab();
    const other = await browser.openTab();
    const many = (from: number) =>
      Array.from({ length: 600 }, (_, n) => done(`u${from + n}`, from + n));
    await Promise.all([tab.finish(...many(0)), other.finish(...many(600))]);
    expect(await tab.ids()).toHaveLength(RECEIPTS_MAX);
    expect([browser.store.items.has('u199'), browser.store.items.has('u200')]).toEqual([
      false,
      true,
    ]);
  });
});

describe('finished before', () => {
  test('finds verified uploads of the same size, newest first', async () => {
    const { tab } = await openTab();
    const large = done('c', 9);
    await tab.finish(
      done('a', 1),
      done('b', 2, { sha256: 's' }, { madePackages: [madePackage] }),
      { ...large, firmware: { ...large.firmware, size: 2000 } },
      done('d', 3, {}, { verdict: { kind: 'unverified', reason: 'checksum-hidden' } }),
    );
    expect(await tab.receipts.finishedBefore(1000)).toEqual([
      {
        firmwareUrl: 'https://bucket.example/b.bin',
        finishedAt: 2,
        suffix: 'bin',
        crc64: '42',
        sha256: 's',
        hasPackage: true,
      },
      expect.objectContaining({ firmwareUrl: 'https://bucket.example/a.bin', hasPackage: false }),
    ]);
    expect(await tab.receipts.finishedBefore(7)).toEqual([]);
  });

  test('waits a second for storage that hangs, and no longer', async () => {
    const { browser, tab } = await openTab();
    browser.store.all = () => new Promise(() => {});
    const asked = tab.receipts.finishedBefore(1000);
    await tab.clock.pass(1_000);
    expect(await asked).toEqual([]);
    const wanted = tab.receipts.all();
    await tab.clock.pass(5_000);
    expect(await wanted).toBe('unavailable');
    expect(tab.clock.waiters()).toBe(0);
  });

  test('waits five seconds for an exchange in storage that hangs, and no longer', async () => {
    const { browser, tab } = await openTab();
    browser.exchanges.get = () => new Promise(() => {});
    const asked = tab.receipts.exchangeOf('a');
    await tab.clock.pass(5_000);
    expect(await asked).toBe(undefined);
    expect(tab.clock.waiters()).toBe(0);
  });

  test('does not read all receipts again for each of a hundred uploads', async () => {
    const { browser, tab } = await openTab();
    await tab.receipts.finishedBefore(1000);
    const { reads } = browser.store.calls;
    for (let n = 0; n < 100; n += 1) {
      await tab.finish(done(`u${n}`, SINCE + n));
      expect(await tab.receipts.finishedBefore(1000)).toHaveLength(n + 1);
    }
    expect(browser.store.calls.reads - reads).toBeLessThan(10);
    expect(await tab.ids()).toEqual(await (await browser.openTab()).ids());
  });
});

describe('storage that fails', () => {
  test('means no receipts, and nothing else', async () => {
    const browser = createBrowser();
    const no = () => Promise.reject(new Error('forbidden'));
    Object.assign(browser.store, { all: no, put: no, update: no, remove: no });
    const { receipts, finish, show } = await browser.openTab();
    await finish(done('a'));
    await show(done('a', 1, { md5: 'm' }));
    expect(await receipts.all()).toBe('unavailable');
    expect(await receipts.finishedBefore(1000)).toEqual([]);
    expect([await receipts.remove('a'), await receipts.clear()]).toEqual([false, false]);
  });

  test('loses nothing by a write that fails, nor what is learned meanwhile', async () => {
    const { browser, tab } = await openTab();
    const put = browser.refuse('put');
    await tab.finish(done('a'));
    await tab.show(done('a', 1, { md5: 'm' }));
    expect(await tab.ids()).toEqual([]);
    put.allow();
    const update = browser.refuse('update');
    await tab.show(done('a', 1, { md5: 'm' }), queued('b'));
    await tab.show(done('a', 1, { md5: 'm', crc64: '42' }));
    await tab.show(done('a', 1, { crc64: '42', md5: 'm', sha256: 's' }));
    update.allow();
    await tab.finish(done('b'));
    const digests = { crc64: '42', md5: 'm', sha256: 's' };
    expect(await tab.receipts.all()).toMatchObject([{ id: 'b' }, { id: 'a', digests }]);
  });

  test('loses nothing that a receipt of an earlier visit was to learn', async () => {
    const { browser, tab } = await openTab();
    await tab.finish(done('a'));
    const { receipts } = await browser.openTab();
    const update = browser.refuse('update', 'later');
    receipts.noteDigests('a', { sha256: 's' });
    await settle();
    receipts.notePackage('a', madePackage);
    update.allow();
    update.refuseNow();
    const learned = { digests: { sha256: 's' }, receipt: { madePackages: [madePackage] } };
    expect(await receipts.all()).toMatchObject([learned]);
  });

  test('loses nothing of what happened before a late refusal', async () => {
    const { browser, tab } = await openTab();
    const put = browser.refuse('put', 'later');
    await tab.finish(done('a'), done('b'));
    await tab.show(done('a', 1, { md5: 'm' }), done('b'));
    const removed = tab.receipts.remove('b');
    put.allow();
    put.refuseNow();
    expect(await removed).toBe(true);
    await tab.finish(done('c'));
    const digests = { md5: 'm' };
    expect(await tab.receipts.all()).toMatchObject([{ id: 'c' }, { id: 'a', digests }]);
  });

  test.each(['before', 'after'])('brings nothing back %s receipts are cleared', async (when) => {
    const { browser, tab } = await openTab();
    const put = browser.refuse('put', 'later');
    await tab.finish(done('a'));
    if (when === 'before') put.refuseNow();
    await settle();
    const cleared = tab.receipts.clear();
    put.refuseNow();
    put.allow();
    expect(await cleared).toBe(true);
    await tab.finish(done('b'));
    expect(await tab.ids()).toEqual(['b']);
  });
});

describe('what is read back', () => {
  const saved = savedReceiptOf(done('a'));
  const good = packReceipt(saved);

  test('is nothing when it is rubbish', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readSavedReceipt('a', value)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  test('is nothing where one field is wrong', () => {
    expect(readSavedReceipt('a', structuredClone(good))).toEqual(saved);
    for (const field of ['version', 'firmware', 'suffix', 'attempts', 'receipt']) {
      for (const value of [undefined, null, {}, [], Number.NaN]) {
        expect(readSavedReceipt('a', { ...good, [field]: value })).toBeUndefined();
      }
    }
    for (const finishedAt of [-1, Infinity, Number.NaN, 9e15]) {
      const receipt = { ...good.receipt, finishedAt };
      expect(readSavedReceipt('a', { ...good, receipt })).toBeUndefined();
    }
  });

  test('says by what it was verified; CRC-64 as every version of the page has written it', () => {
    const verdictOf = (verdict: object) =>
      readSavedReceipt('a', { ...good, receipt: { ...good.receipt, verdict } })?.receipt.verdict;
    const byCrc64 = { kind: 'verified', crc64: '42' };
    const byMd5 = { kind: 'verified', by: 'md5', digest: 'd41d8cd98f00b204e9800998ecf8427e' };
    expect([verdictOf(byCrc64), verdictOf(byMd5)]).toEqual([byCrc64, byMd5]);
    for (const odd of [{ by: 'crc32', digest: '1' }, { by: 'md5' }, {}]) {
      expect(verdictOf({ kind: 'verified', ...odd })).toBeUndefined();
    }
  });

  test('may know less, or more, than this version of the page', () => {
    const { image: _image, ...older } = good;
    const read = readSavedReceipt('a', { ...older, later: 1 });
    expect(read).toEqual({ ...saved, image: undefined });
  });

  test('has the number of an older page, unless that page would lose something', () => {
    const second = { ...madePackage, firmwareId: 'ota-8' };
    const versionOf = (upload: DoneUpload) => packReceipt(savedReceiptOf(upload)).version;
    expect(versionOf(done('a', 1, {}, { madePackages: [madePackage] }))).toBe(1);
    expect(versionOf(done('a', 1, {}, { madePackages: [madePackage, second] }))).toBe(2);
    expect(versionOf({ ...done('a'), remarks: { label: '', note: 'n' } })).toBe(2);
    const provenance = { uploadedBy: 'Ada', target: { id: 'prod', label: 'Production' } };
    expect(versionOf(done('a', 1, {}, { provenance }))).toBe(2);
    expect(versionOf(done('a', 1, {}, { relayedBy: 'https://ota.example' }))).toBe(2);
  });

  test('is all of it, label, note, version and every package', () => {
    const packages = fc.array(
      fc.record({
        firmwareId: fc.string(),
        firmwareName: fc.string(),
        destVersion: fc.string(),
        madeAt: fc.nat(),
      }),
      { minLength: 1, maxLength: 4 },
    );
    const remarks = fc.record({
      label: fc.string({ maxLength: 60 }),
      note: fc.string({ maxLength: 500 }),
    });
    fc.assert(
      fc.property(packages, remarks, fc.string(), (madePackages, written, imageVersion) => {
        const full = savedReceiptOf({
          ...done('a', 1, {}, { madePackages }),
          remarks: written,
          imageVersion,
        });
        expect(readSavedReceipt('a', structuredClone(packReceipt(full)))).toEqual(full);
      }),
    );
  });

  test('of an older page has its one package', () => {
    const receipt = { ...good.receipt, madePackage };
    expect(readSavedReceipt('a', { ...good, version: 1, receipt })?.receipt.madePackages).toEqual([
      madePackage,
    ]);
  });

  test('is not deleted because it cannot be read', async () => {
    const { browser, tab } = await openTab();
    browser.store.items.set('later', { version: 2 });
    await tab.finish(done('a'));
    expect(browser.store.items.has('later')).toBe(true);
    expect(await tab.ids()).toEqual(['a']);
  });

  test('never held a ticket, a policy or a signature', () => {
    const upload = { ...done('a'), lastTicket: { requestId: 'r', confirmationToken: 'secret' } };
    expect(JSON.stringify(packReceipt(savedReceiptOf(upload)))).not.toMatch(
      /secret|policy|signature/i,
    );
  });
});
