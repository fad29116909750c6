import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import { createMemoryStore, createShownQueue } from '../../testing/storage-world.ts';
import {
  digestsOf,
  doneState,
  known,
  PLAN,
  QUEUED,
  sendingState,
  uploadOf,
} from '../../testing/uploads.ts';
import type { Failure } from '../model/failure.ts';
import type { UploadState } from '../model/upload-state.ts';
import type { Upload } from '../model/upload.ts';
import type { KeyValueStore } from './key-value-store.ts';
import { createSavedList, SAVED_MAX } from './saved-list.ts';
import { readSavedUpload, restoreUpload, saveUpload } from './saved-upload.ts';

const lastTicket = { requestId: 'ticket-1', confirmationToken: 'token-1' };
const upload = (id: string, state: UploadState): Upload => uploadOf(id, state, { lastTicket });
const done = (id: string) => upload(id, doneState());
/** `count` ids that grow with time. */
const ids = (count: number) => Array.from({ length: count }, (_, n) => String(n).padStart(6, '0'));

async function openPage(store: KeyValueStore, { tab = 'tab-1', openTabs = ['tab-1'] } = {}) {
  const clock = createFakeClock();
  const queue = createShownQueue();
  const savedList = createSavedList({
    store,
    tab: async () => ({ id: tab, isOpen: async (id) => id === tab || openTabs.includes(id) }),
    clock,
  });
  await savedList.follow(queue);
  await settle();
  return { restored: queue.restored(), clock, show: queue.show };
}

/** What the next visit finds when these were on the list. */
async function nextVisit(...uploads: readonly Upload[]): Promise<readonly Upload[]> {
  const store = createMemoryStore();
  await (await openPage(store)).show(...uploads);
  return (await openPage(store)).restored;
}

/** What is read back of it. */
function saved(upload: Upload): Upload | undefined {
  const read = readSavedUpload(structuredClone(saveUpload(upload, 'tab')));
  return read && restoreUpload(upload.id, read);
}

const LOST = { failure: { kind: 'answer-lost', found: 'unknown' }, sent: 1000 } as const;
const NO_TICKET = { failure: { kind: 'ticket-unreachable' }, sent: 0 } as const;
const CUT: Failure = {
  kind: 'connection-lost',
  sent: 370,
  total: 1000,
  tookMs: 9,
  likely: 'network',
};
const second = { ...PLAN, attempt: 2, arrived: 'maybe' } as const;
const noEnding = { kind: 'no-ending' } as const;
const uploadedBefore = {
  kind: 'uploaded-before',
  firmwareUrl: 'https://bucket.example/1.bin',
  finishedAt: 5,
  suffix: 'bin',
  hasPackage: false,
} as const;
const confirming = { status: 'confirming', ...PLAN, awaiting: 'store' } as const;

describe('the next visit', () => {
  test('finds what was done with its receipt, and with its package', async () => {
    const madePackage = { firmwareId: '178', firmwareName: '门铃', destVersion: '1', madeAt: 7 };
    const uploads = [
      done('1'),
      upload('2', doneState({ madePackages: [madePackage] })),
      upload(
        '3',
        doneState({ madePackages: [madePackage, { ...madePackage, firmwareId: '179' }] }),
      ),
    ];
    const found = await nextVisit(...uploads);
    expect(found.map(({ id, state }) => [id, state])).toEqual(
      uploads.map(({ id, state }) => [id, state]),
    );
  });

  test('finds label, note and version, and an older page leaves them alone', async () => {
    const remarks = { label: 'FW-4711', note: 'For the pilot' };
    const written = uploadOf('1', QUEUED, { remarks, imageVersion: '1.2.0' });
    expect(await nextVisit(written)).toMatchObject([{ remarks, imageVersion: '1.2.0' }]);
    expect(saveUpload(written, 'tab')?.version).toBe(2);
    expect(saveUpload(uploadOf('2', QUEUED), 'tab')?.version).toBe(1);
    // Without its target it would be sent to the usual one.
    expect(saveUpload(uploadOf('3', QUEUED, { target: 'prod' }), 'tab')?.version).toBe(2);
  });

  const interrupted = { status: 'interrupted', arrived: 'nothing' };
  const asked = { status: 'confirming', awaiting: 'object' };
  test.each<[what: string, state: UploadState, found: object]>([
    ['sent in part', sendingState(370), { ...interrupted, sent: 370 }],
    ['queued', QUEUED, { ...interrupted, sent: 0 }],
    ['in doubt', { status: 'ready', suffix: 'bin', doubt: noEnding }, { ...interrupted, sent: 0 }],
    ['queued after no ticket', { ...QUEUED, tries: [NO_TICKET] }, interrupted],
    ['sent completely', confirming, asked],
    [
      'waiting after a lost answer',
      {
        status: 'waiting',
        ...PLAN,
        tries: [LOST],
        arrived: 'maybe',
        failure: LOST.failure,
        wait: { for: 'time', until: 9 },
      },
      asked,
    ],
    ['queued after a lost answer', { status: 'queued', ...second, tries: [LOST] }, asked],
    ['queued again by the user after a lost answer', { status: 'queued', ...second }, asked],
    [
      'asking for a ticket after a lost answer',
      { status: 'ticketing', ...second, attempt: 3, tries: [LOST, NO_TICKET] },
      asked,
    ],
  ])('finds what was %s', async (_, state, found) => {
    expect((await nextVisit(upload('1', state)))[0]?.state).toMatchObject(found);
  });

  test.each<[what: string, state: UploadState, found: object]>([
    [
      'sent in part, with an earlier copy',
      { ...sendingState(370), ...second },
      { arrived: 'maybe' },
    ],
    [
      'cut off',
      { status: 'failed', ...PLAN, tries: [{ failure: CUT, sent: 370 }], failure: CUT },
      { arrived: 'nothing', failedWith: 'FW-U07' },
    ],
    [
      'left without an answer',
      { status: 'failed', ...second, tries: [LOST], failure: LOST.failure },
      { sent: 1000, arrived: 'maybe', failedWith: 'FW-V05' },
    ],
  ])('and the one after it find what was %s', async (_, state, found) => {
    let uploads: readonly Upload[] = [upload('1', state)];
    for (let visit = 0; visit < 2; visit += 1) {
      uploads = await nextVisit(...uploads);
      expect(uploads[0]?.state).toMatchObject({ status: 'interrupted', sent: 370, ...found });
    }
  });

  test('cannot ask about what was sent completely if the ticket left no token', async () => {
    const [found] = await nextVisit({ ...upload('1', confirming), lastTicket: undefined });
    expect(found?.state).toMatchObject({ status: 'interrupted', sent: 1000, arrived: 'maybe' });
  });

  test.each<[what: string, state: UploadState]>([
    ['uploaded before', { status: 'ready', suffix: 'bin', doubt: uploadedBefore }],
    ['sent by another tab', { status: 'failed', ...PLAN, failure: { kind: 'already-uploading' } }],
    ['cancelled', { status: 'cancelled', ...PLAN, arrived: 'maybe' }],
    ['refused', { status: 'rejected', rejection: { kind: 'empty' } }],
  ])('finds nothing of what was %s', async (_, state) => {
    const store = createMemoryStore();
    const page = await openPage(store);
    await page.show(done('1'), upload('2', sendingState(5)));
    await page.show(upload('2', state));
    expect(store.items.size).toBe(0);
  });

  test('leaves what another open tab sends, and takes over what a closed one left', async () => {
    const store = createMemoryStore();
    const openTabs = ['open'];
    await (await openPage(store, { tab: 'open' })).show(upload('1', sendingState(5)));
    const closed = await openPage(store, { tab: 'closed', openTabs });
    await closed.show(upload('2', sendingState(6)));
    const { restored } = await openPage(store, { tab: 'mine', openTabs });
    expect(restored.map(({ id }) => id)).toEqual(['2']);
    expect(store.items.get('1')).toMatchObject({ tab: 'open' });
    expect(store.items.get('2')).toMatchObject({ tab: 'mine' });
  });

  test('shows uploads in the order in which they were added', async () => {
    const found = await nextVisit(done('a-000002'), done('a-000010'), done('a-000001'));
    expect(found.map(({ id }) => id)).toEqual(['a-000001', 'a-000002', 'a-000010']);
  });
});

describe('writing', () => {
  test('saves progress once a second and every other change at once', async () => {
    const store = createMemoryStore();
    const page = await openPage(store);
    const first = upload('1', sendingState(1));
    await page.show(first);
    const { writes } = store.calls;
    for (let sent = 2; sent < 50; sent++) {
      await page.clock.pass(20);
      await page.show({ ...first, state: sendingState(sent) });
    }
    expect(store.calls.writes).toBe(writes);
    await page.clock.pass(2_000);
    await page.show({ ...first, state: sendingState(50) });
    expect(store.calls.writes).toBe(writes + 1);
    await page.show(done('1'));
    expect(store.items.get('1')).toMatchObject({ life: { kind: 'done' } });
  });

  test('drops the oldest finished uploads at the limit, never unfinished ones', async () => {
    const store = createMemoryStore();
    const page = await openPage(store);
    const [first = '', ...rest] = ids(SAVED_MAX + 51);
    const list = () => [upload(first, sendingState(1)), ...rest.map(done)];
    await page.show(...list());
    const expected = [first, ...rest.slice(-SAVED_MAX + 1)];
    expect([...store.items.keys()].toSorted()).toEqual(expected);
    const { writes } = store.calls;
    await page.show(...list());
    expect([...store.items.keys()].toSorted()).toEqual(expected);
    expect(store.calls.writes).toBe(writes + 1);
  });

  test('drops the oldest failed upload for one that is under way', async () => {
    const store = createMemoryStore();
    const page = await openPage(store);
    const all = ids(SAVED_MAX + 1);
    const failed = all
      .slice(0, -1)
      .map((id) => upload(id, { status: 'failed', ...PLAN, failure: { kind: 'offline' } }));
    await page.show(...failed);
    await page.show(...failed, upload(all.at(-1) ?? '', sendingState(1)));
    expect([...store.items.keys()].toSorted()).toEqual(all.slice(1));
  });

  test('never holds a ticket, a policy or a signature', () => {
    const saved = JSON.stringify(saveUpload(upload('1', sendingState(5)), 'tab'));
    expect(saved).not.toMatch(/policy|signature|accesskey/i);
  });
});

describe('storage that fails', () => {
  const no = () => Promise.reject(new Error('broken'));

  test('changes nothing for the uploads', async () => {
    const page = await openPage({ all: no, put: no, remove: no });
    await page.show(done('1'));
    expect(page.restored).toEqual([]);
  });

  test('loses nothing by one write that fails', async () => {
    const store = createMemoryStore();
    const page = await openPage(store);
    const put = vi.spyOn(store, 'put').mockImplementation(no);
    const first = done('1');
    await page.show(first);
    expect(store.items.size).toBe(0);
    put.mockRestore();
    // The first one has not changed since.
    await page.show(first, done('2'));
    expect([...store.items.keys()].toSorted()).toEqual(['1', '2']);
  });

  test('is tried once a second while a transfer cannot be saved', async () => {
    const store = createMemoryStore();
    const put = vi.spyOn(store, 'put').mockImplementation(no);
    const page = await openPage(store);
    const first = upload('1', sendingState(0));
    for (let sent = 1; sent <= 30; sent += 1) {
      await page.show({ ...first, state: sendingState(sent) });
      await page.clock.pass(100);
    }
    expect(put).toHaveBeenCalledTimes(3);
  });

  test('can be written to although nothing can be removed', async () => {
    const store = createMemoryStore();
    const page = await openPage(store);
    await page.show(done('1'));
    store.remove = no;
    await page.show(done('2'));
    expect(store.items.has('2')).toBe(true);
  });
});

describe('what is read back', () => {
  test('is nothing when it is rubbish', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readSavedUpload(value)).toBeUndefined();
      }),
      { numRuns: 10_000 },
    );
  });

  test('is nothing where one field is wrong', () => {
    const good = saveUpload(done('1'), 'tab');
    expect(readSavedUpload(structuredClone(good))).toEqual(good);
    const wrong = [undefined, null, {}, []];
    const fields = ['version', 'tab', 'firmware', 'suffix', 'attempt', 'digests', 'life'];
    for (const field of fields) {
      // An empty object or list is a good set of digests: none is known.
      for (const value of field === 'digests' ? [undefined, null] : wrong) {
        expect(readSavedUpload({ ...good, [field]: value })).toBeUndefined();
      }
    }
  });

  test('keeps digests as they were; pending ones are missed, however often it is read', () => {
    const digests = { ...digestsOf({ crc64: '42' }), md5: { status: 'unavailable' } as const };
    const restored = saved({ ...done('1'), digests });
    expect(restored?.digests).toEqual({ ...digests, sha256: { status: 'missed' } });
    expect(restored && saved(restored)?.digests).toEqual(restored?.digests);
  });

  test('of an older page, which did not save what cannot be computed, has missed digests', () => {
    const older = readSavedUpload({ ...saveUpload(done('1'), 'tab'), digests: { crc64: '42' } });
    expect(older && restoreUpload('1', older).digests).toEqual({
      crc64: known('42'),
      md5: { status: 'missed' },
      sha256: { status: 'missed' },
    });
  });

  test('is nothing where a package was made at an impossible time', () => {
    const madePackage = { firmwareId: '1', firmwareName: 'a', destVersion: '1', madeAt: 1e20 };
    expect(saved(upload('1', doneState({ madePackages: [madePackage] })))).toBeUndefined();
  });
});

describe('what a newer page has saved', () => {
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
          const store = createMemoryStore();
          for (const [id, value] of Object.entries(entries)) store.items.set(`new-${id}`, value);
          const before = new Map(store.items);
          for (const count of visits) {
            const page = await openPage(store);
            expect(page.restored.filter(({ id }) => id.startsWith('new-'))).toEqual([]);
            await page.show(...Array.from({ length: count }, (_, n) => done(`old-${n}`)));
            await page.show();
          }
          for (const [id, value] of before) expect(store.items.get(id)).toBe(value);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is told from what no version can have saved, which is deleted', async () => {
    const store = createMemoryStore();
    const rubbish = [1, null, '{"version":1', [], new Uint8Array(3), { version: '2' }, { a: 1 }];
    for (const [nth, value] of rubbish.entries()) store.items.set(`rubbish-${nth}`, value);
    store.items.set('zero', { version: 0 });
    // Of this version, as far as it says, and yet unreadable: a newer page may have added a state.
    store.items.set('odd', { version: 1, tab: 't', life: { kind: 'frozen' } });
    store.items.set('newer', { version: 2 });
    await openPage(store);
    expect([...store.items.keys()]).toEqual(['odd', 'newer']);
  });
});
