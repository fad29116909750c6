import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Failure } from '../model/failure.ts';
import { createSavedList, SAVED_MAX } from './saved-list.ts';
import type { Receipt } from '../model/receipt.ts';
import { readSavedUpload, restoreUpload, saveUpload } from './saved-upload.ts';
import type { KeyValueStore } from './key-value-store.ts';
import type { MaybeStored, UploadState } from '../model/upload-state.ts';
import type { Digests, RestorableQueue, Upload } from '../model/upload.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const firmware = { name: 'router.bin', folder: '', size: 1000, modifiedAt: 1_700_000_000_000 };
const plan = { suffix: 'bin', attempt: 1, tries: [], arrived: 'nothing' } as const;
const pending: Digests = {
  crc64: { status: 'pending' },
  md5: { status: 'pending' },
  sha256: { status: 'pending' },
};
const lastTicket = { requestId: 'ticket-1', confirmationToken: 'token-1' };
const receipt: Receipt = {
  firmwareUrl: 'https://bucket.example/1.bin',
  verdict: { kind: 'verified', crc64: '42' },
  ticketRequestId: 'ticket-1',
  storeRequestId: undefined,
  finishedAt: 1_700_000_000_000,
  sendMs: 20,
};
const sending = (sent: number): UploadState => ({
  status: 'sending',
  ...plan,
  ticketEndsAt: 60_000,
  progress: { sent, total: 1000, bytesPerSecond: undefined, secondsLeft: undefined },
  stall: undefined,
});
const upload = (id: string, state: UploadState): Upload => ({
  id,
  firmware,
  state,
  digests: pending,
  image: undefined,
  packing: undefined,
  lastTicket,
});
const done = (id: string) => upload(id, { status: 'done', ...plan, receipt });

/** A shelf that outlives the page, and a queue that shows what a test says. */
function createShelf(): KeyValueStore & { readonly items: Map<string, unknown>; puts: number } {
  const items = new Map<string, unknown>();
  const shelf = {
    items,
    puts: 0,
    all: async () => [...items],
    put: async (added: readonly (readonly [string, unknown])[]) => {
      shelf.puts += 1;
      for (const [id, value] of added) items.set(id, structuredClone(value));
    },
    remove: async (ids: readonly string[]) => {
      for (const id of ids) items.delete(id);
    },
  };
  return shelf;
}

function createPage(shelf: KeyValueStore, { tab = 'tab-1', openTabs = new Set<string>() } = {}) {
  let uploads: readonly Upload[] = [];
  let restored: readonly Upload[] = [];
  let now = 0;
  const listeners = new Set<() => void>();
  const show = async (next: readonly Upload[]) => {
    uploads = next;
    for (const listener of listeners) listener();
    await settled();
  };
  const queue: Pick<RestorableQueue, 'restore' | 'subscribe' | 'getSnapshot'> = {
    restore(earlier) {
      restored = earlier;
      uploads = [...earlier, ...uploads];
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => uploads,
  };
  const log = createSavedList({
    store: shelf,
    tab: async () => ({ id: tab, isOpen: async (id) => id === tab || openTabs.has(id) }),
    clock: { now: () => now },
  });
  return {
    show,
    pass: (ms: number) => {
      now += ms;
    },
    restored: () => restored,
    async open() {
      await log.follow(queue);
      await settled();
    },
  };
}

/** Writes follow one another as promises. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

async function visit(
  shelf: KeyValueStore,
  uploads: readonly Upload[],
  options: { tab?: string; openTabs?: Set<string> } = {},
): Promise<void> {
  const page = createPage(shelf, options);
  await page.open();
  await page.show(uploads);
}

describe('the next visit', () => {
  test('finds what was done, with its receipt', async () => {
    const shelf = createShelf();
    await visit(shelf, [done('1'), done('2')]);
    const next = createPage(shelf);
    await next.open();
    expect(next.restored().map(({ id, state }) => [id, state])).toEqual([
      ['1', { status: 'done', ...plan, receipt }],
      ['2', { status: 'done', ...plan, receipt }],
    ]);
  });

  test('finds what was under way as interrupted, with how far it had come', async () => {
    const shelf = createShelf();
    await visit(shelf, [
      upload('1', sending(370)),
      upload('2', { status: 'queued', ...plan }),
      upload('3', { status: 'ready', suffix: 'bin', doubt: { kind: 'no-ending' } }),
    ]);
    const next = createPage(shelf);
    await next.open();
    expect(next.restored().map(({ state }) => state)).toMatchObject([
      { status: 'interrupted', sent: 370, arrived: 'nothing' },
      { status: 'interrupted', sent: 0, arrived: 'nothing' },
      { status: 'interrupted', sent: 0, arrived: 'nothing' },
    ]);
  });

  test('asks about what an earlier attempt may have left, though another one was waited for', async () => {
    const lost = { failure: { kind: 'answer-lost', found: 'unknown' }, sent: 1000 } as const;
    const refused = { failure: { kind: 'ticket-unreachable' }, sent: 0 } as const;
    for (const state of [
      {
        status: 'waiting',
        ...plan,
        tries: [lost],
        arrived: 'maybe',
        failure: lost.failure,
        wait: { for: 'time', until: 9 },
      },
      { status: 'queued', ...plan, attempt: 2, tries: [lost], arrived: 'maybe' },
      // A person has asked again since.
      { status: 'queued', ...plan, attempt: 2, arrived: 'maybe' },
      { status: 'ticketing', ...plan, attempt: 3, tries: [lost, refused], arrived: 'maybe' },
    ] as const) {
      const shelf = createShelf();
      await visit(shelf, [upload('1', state)]);
      const page = createPage(shelf);
      await page.open();
      expect(page.restored()[0]?.state).toMatchObject({ status: 'confirming', awaiting: 'object' });
    }
    const shelf = createShelf();
    await visit(shelf, [upload('1', { status: 'queued', ...plan, tries: [refused] })]);
    const page = createPage(shelf);
    await page.open();
    expect(page.restored()[0]?.state).toMatchObject({ status: 'interrupted', arrived: 'nothing' });
  });

  test('does not say that nothing is there when an attempt before the last one may have left a copy', async () => {
    const progress = { sent: 370, total: 1000, bytesPerSecond: undefined, secondsLeft: undefined };
    const sending = { status: 'sending', ticketEndsAt: 9, progress, stall: undefined } as const;
    for (const arrived of ['maybe', 'nothing'] as const) {
      const shelf = createShelf();
      await visit(shelf, [upload('1', { ...sending, ...plan, attempt: 2, arrived })]);
      const page = createPage(shelf);
      await page.open();
      const interrupted = { status: 'interrupted', sent: 370, arrived } as const;
      expect(page.restored()[0]?.state).toMatchObject(interrupted);
      // So does the visit after that: it is not the last attempt's object that there may be.
      await visit(shelf, page.restored());
      const next = createPage(shelf);
      await next.open();
      expect(next.restored()[0]?.state).toMatchObject(interrupted);
    }
  });

  test('finds what had failed, with the code it failed with, however often it comes', async () => {
    const cut = {
      kind: 'connection-lost',
      sent: 370,
      total: 1000,
      tookMs: 9,
      likely: 'network',
    } as const;
    const lost = { kind: 'answer-lost', found: 'unknown' } as const;
    const failed = (id: string, failure: Failure, sent: number, arrived: MaybeStored) =>
      upload(id, { status: 'failed', ...plan, tries: [{ failure, sent }], arrived, failure });
    const shelf = createShelf();
    await visit(shelf, [failed('1', cut, 370, 'nothing'), failed('2', lost, 1000, 'maybe')]);
    const interrupted = { status: 'interrupted', ...plan };
    for (let again = 0; again < 2; again += 1) {
      const page = createPage(shelf);
      await page.open();
      expect(page.restored().map(({ state }) => state)).toEqual([
        { ...interrupted, sent: 370, arrived: 'nothing', failedWith: 'FW-U07' },
        { ...interrupted, sent: 1000, arrived: 'maybe', failedWith: 'FW-V05' },
      ]);
      await visit(shelf, page.restored());
    }
  });

  test('has nothing to ask about what is in the store already, or is on another tab’s list', async () => {
    const shelf = createShelf();
    const doubt = {
      kind: 'uploaded-before',
      firmwareUrl: receipt.firmwareUrl,
      finishedAt: 5,
      suffix: 'bin',
      hasPackage: false,
    } as const;
    await visit(shelf, [
      upload('1', { status: 'ready', suffix: 'bin', doubt }),
      upload('2', { status: 'failed', ...plan, failure: { kind: 'already-uploading' } }),
    ]);
    const next = createPage(shelf);
    await next.open();
    expect(next.restored()).toEqual([]);
  });

  test('asks about what had been sent completely, if the ticket left a token', async () => {
    const shelf = createShelf();
    const confirming: UploadState = { status: 'confirming', ...plan, awaiting: 'store' };
    await visit(shelf, [
      upload('1', confirming),
      { ...upload('2', confirming), lastTicket: undefined },
    ]);
    const next = createPage(shelf);
    await next.open();
    expect(next.restored().map(({ state }) => state)).toMatchObject([
      { status: 'confirming', awaiting: 'object' },
      { status: 'interrupted', sent: 1000, arrived: 'maybe' },
    ]);
  });

  test('finds nothing of what was removed, refused or cancelled', async () => {
    const shelf = createShelf();
    const page = createPage(shelf);
    await page.open();
    await page.show([
      done('1'),
      upload('2', sending(5)),
      upload('3', { status: 'rejected', rejection: { kind: 'empty' } }),
    ]);
    await page.show([upload('2', { status: 'cancelled', ...plan, arrived: 'maybe' })]);
    expect(shelf.items.size).toBe(0);
  });

  test('leaves alone what another open tab is busy with, and takes over what a closed one left', async () => {
    const shelf = createShelf();
    const openTabs = new Set(['open-tab']);
    await visit(shelf, [upload('1', sending(5))], { tab: 'open-tab' });
    await visit(shelf, [upload('2', sending(6))], { tab: 'closed-tab', openTabs });
    const next = createPage(shelf, { tab: 'mine', openTabs });
    await next.open();
    expect(next.restored().map(({ id }) => id)).toEqual(['2']);
    expect(shelf.items.get('1')).toMatchObject({ tab: 'open-tab' });
    expect(shelf.items.get('2')).toMatchObject({ tab: 'mine' });
  });

  test('shows uploads in the order in which they were added', async () => {
    const shelf = createShelf();
    await visit(shelf, [done('a-000002'), done('a-000010'), done('a-000001')]);
    const next = createPage(shelf);
    await next.open();
    expect(next.restored().map(({ id }) => id)).toEqual(['a-000001', 'a-000002', 'a-000010']);
  });
});

describe('writing', () => {
  test('of mere progress happens once a second, of everything else at once', async () => {
    const shelf = createShelf();
    const page = createPage(shelf);
    await page.open();
    await page.show([upload('1', sending(1))]);
    const { puts } = shelf;
    for (let sent = 2; sent < 50; sent++) {
      page.pass(20);
      await page.show([upload('1', sending(sent))]);
    }
    expect(shelf.puts).toBe(puts);
    page.pass(2_000);
    await page.show([upload('1', sending(50))]);
    expect(shelf.puts).toBe(puts + 1);
    await page.show([done('1')]);
    expect(shelf.items.get('1')).toMatchObject({ life: { kind: 'done' } });
  });

  test('keeps to its limit: the oldest finished ones go first, unfinished ones never', async () => {
    const shelf = createShelf();
    const page = createPage(shelf);
    await page.open();
    const id = (n: number) => String(n).padStart(6, '0');
    await page.show([
      upload(id(0), sending(1)),
      ...Array.from({ length: SAVED_MAX + 50 }, (_, n) => done(id(n + 1))),
    ]);
    expect(shelf.items.size).toBe(SAVED_MAX);
    expect(shelf.items.has(id(0))).toBe(true);
    expect(shelf.items.has(id(1))).toBe(false);
    expect(shelf.items.has(id(SAVED_MAX + 50))).toBe(true);
    const { puts } = shelf;
    await page.show([
      upload(id(0), sending(1)),
      ...Array.from({ length: SAVED_MAX + 50 }, (_, n) => done(id(n + 1))),
    ]);
    expect(shelf.items.has(id(1))).toBe(false);
    expect(shelf.puts).toBe(puts + 1);
  });

  test('makes room for what is under way, though nothing but failures is kept', async () => {
    const shelf = createShelf();
    const page = createPage(shelf);
    await page.open();
    const id = (n: number) => String(n).padStart(6, '0');
    const failure = { kind: 'offline' } as const;
    const failed = Array.from({ length: SAVED_MAX }, (_, n) =>
      upload(id(n), { status: 'failed', ...plan, failure }),
    );
    await page.show(failed);
    await page.show([...failed, upload(id(SAVED_MAX), sending(1))]);
    expect(shelf.items.has(id(SAVED_MAX))).toBe(true);
    expect(shelf.items.has(id(0))).toBe(false);
    expect(shelf.items.size).toBe(SAVED_MAX);
  });

  test('never holds a ticket, a policy or a signature', () => {
    const kept = JSON.stringify(saveUpload(upload('1', sending(5)), 'tab'));
    expect(kept).not.toMatch(/policy|signature|accesskey/i);
  });
});

describe('a shelf that is forbidden, full or full of rubbish', () => {
  test('changes nothing for the uploads', async () => {
    const broken: KeyValueStore = {
      all: () => Promise.reject(new Error('forbidden')),
      put: () => Promise.reject(new Error('full')),
      remove: () => Promise.reject(new Error('broken')),
    };
    const page = createPage(broken);
    await page.open();
    await page.show([done('1')]);
    expect(page.restored()).toEqual([]);
  });

  test('loses nothing by one write that fails', async () => {
    const shelf = createShelf();
    const good = shelf.put;
    const page = createPage(shelf);
    await page.open();
    shelf.put = () => Promise.reject(new Error('full'));
    const first = done('1');
    await page.show([first]);
    expect(shelf.items.size).toBe(0);
    shelf.put = good;
    // The first one has not changed since.
    await page.show([first, done('2')]);
    expect([...shelf.items.keys()].toSorted()).toEqual(['1', '2']);
  });

  test('is not asked more than once a second by a transfer that cannot be written down', async () => {
    const shelf = createShelf();
    let asked = 0;
    shelf.put = () => {
      asked += 1;
      return Promise.reject(new Error('full'));
    };
    const page = createPage(shelf);
    await page.open();
    for (let sent = 1; sent <= 30; sent += 1) {
      await page.show([upload('1', sending(sent))]);
      page.pass(100);
    }
    expect(asked).toBe(3);
  });

  test('what cannot be removed does not keep from writing', async () => {
    const shelf = createShelf();
    const page = createPage(shelf);
    await page.open();
    await page.show([done('1')]);
    shelf.remove = () => Promise.reject(new Error('broken'));
    await page.show([done('2')]);
    expect(shelf.items.has('2')).toBe(true);
  });

  test('is read without trust', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readSavedUpload(value)).toBeUndefined();
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);

  test('is read without trust where only one field is wrong', () => {
    const good = saveUpload(done('1'), 'tab');
    expect(readSavedUpload(structuredClone(good))).toEqual(good);
    fc.assert(
      fc.property(
        fc.constantFrom('version', 'tab', 'firmware', 'suffix', 'attempt', 'digests', 'life'),
        fc.oneof(fc.constant(undefined), fc.constant(null), fc.constant({}), fc.constant([])),
        (field, value) => {
          // An empty object is a good list of digests: none is known.
          fc.pre(field !== 'digests' || Array.isArray(value) || value === null || !value);
          fc.pre(!(field === 'digests' && Array.isArray(value)));
          expect(readSavedUpload({ ...good, [field]: value })).toBeUndefined();
        },
      ),
    );
  });

  test('rubbish is swept from it', async () => {
    const shelf = createShelf();
    shelf.items.set('x', { version: 0 });
    await visit(shelf, []);
    expect(shelf.items.size).toBe(0);
  });
});

test('digests survive; those that were not known when the page was closed are not waited for, nor called impossible', () => {
  const known = { status: 'known', value: '42' } as const;
  const unavailable = { status: 'unavailable' } as const;
  const digests = { ...pending, crc64: known, md5: unavailable };
  const kept = readSavedUpload(structuredClone(saveUpload({ ...done('1'), digests }, 'tab')));
  if (kept === undefined) throw new Error('nothing was kept');
  const recalled = restoreUpload('1', kept);
  expect(recalled.digests).toEqual({
    crc64: known,
    md5: unavailable,
    sha256: { status: 'missed' },
  });
  // However often the page is opened.
  const again = readSavedUpload(structuredClone(saveUpload(recalled, 'tab')));
  expect(again && restoreUpload('1', again).digests).toEqual(recalled.digests);
});

test('what a page of before has written, which did not say what cannot be computed, is read as missed', () => {
  const kept = saveUpload({ ...done('1'), digests: pending }, 'tab');
  const old = readSavedUpload({ ...kept, digests: { crc64: '42' } });
  expect(old && restoreUpload('1', old).digests).toEqual({
    crc64: { status: 'known', value: '42' },
    md5: { status: 'missed' },
    sha256: { status: 'missed' },
  });
});

test('a package that was made is still told of on the next visit, and a receipt without one is read as before', () => {
  const madePackage = { firmwareId: '178', firmwareName: '门铃', destVersion: '1.4.2', madeAt: 7 };
  const packaged = upload('1', { status: 'done', ...plan, receipt: { ...receipt, madePackage } });
  for (const one of [packaged, done('1')]) {
    const kept = readSavedUpload(structuredClone(saveUpload(one, 'tab')));
    if (kept === undefined) throw new Error('nothing was kept');
    expect(restoreUpload('1', kept).state).toEqual(one.state);
  }
});

test('a package that was made at no moment there can be is not believed', () => {
  const madePackage = { firmwareId: '1', firmwareName: 'a', destVersion: '1', madeAt: 1e20 };
  const packaged = upload('1', { status: 'done', ...plan, receipt: { ...receipt, madePackage } });
  expect(readSavedUpload(structuredClone(saveUpload(packaged, 'tab')))).toBeUndefined();
});

describe('what a newer page has kept', () => {
  const newer = fc.record({
    version: fc.integer({ min: 2, max: 1_000 }),
    tab: fc.constantFrom('tab-1', 'tab-2'),
    rest: fc.anything({ withDate: false, withBigInt: false }),
  });

  test('stays as it is and is not shown, whatever an older page does beside it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-z\d]{1,8}$/), newer, { maxKeys: 5 }),
        fc.array(fc.integer({ min: 0, max: SAVED_MAX + 20 }), { maxLength: 4 }),
        async (entries, visits) => {
          const shelf = createShelf();
          for (const [id, value] of Object.entries(entries)) shelf.items.set(`new-${id}`, value);
          const before = new Map(shelf.items);
          for (const count of visits) {
            const page = createPage(shelf);
            await page.open();
            expect(page.restored().filter(({ id }) => id.startsWith('new-'))).toEqual([]);
            await page.show(Array.from({ length: count }, (_, n) => done(`old-${n}`)));
            await page.show([]);
          }
          for (const [id, value] of before) expect(shelf.items.get(id)).toBe(value);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  test('is told from what no version of the page can have written, which is swept out', async () => {
    const shelf = createShelf();
    const rubbish = [1, null, '{"version":1', [], new Uint8Array(3), { version: '2' }, { a: 1 }];
    for (const [nth, value] of rubbish.entries()) shelf.items.set(`rubbish-${nth}`, value);
    // Of this version, as far as it says, and yet unreadable: a newer page may have added a state.
    shelf.items.set('odd', { version: 1, tab: 't', life: { kind: 'frozen' } });
    shelf.items.set('newer', { version: 2 });
    await createPage(shelf).open();
    expect([...shelf.items.keys()]).toEqual(['odd', 'newer']);
  });
});
