import { describe, expect, test } from 'vitest';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import { known, QUEUED, uploadOf } from '../../testing/uploads.ts';
import type { DigestKind, SettledDigest } from '../model/upload.ts';
import { createDuplicates, type Finished } from './duplicates.ts';
import { createUploadStore } from './upload-store.ts';

const OURS = { crc64: known('64'), sha256: known('256') };
const finished = (rest: Partial<Finished> = {}): Finished => ({
  firmwareUrl: 'https://bucket.example/1.bin',
  finishedAt: 1,
  suffix: 'bin',
  crc64: '64',
  sha256: undefined,
  hasPackage: false,
  ...rest,
});

/** One queued upload of nine bytes, and receipts that say what a test says. */
async function compare(
  receipts: () => Promise<readonly Finished[]>,
  ours: Partial<Record<DigestKind, SettledDigest>> = OURS,
) {
  const clock = createFakeClock();
  const store = createUploadStore(clock);
  const asked: DigestKind[] = [];
  const sizes: number[] = [];
  const duplicates = createDuplicates({
    store,
    clock,
    samplesMatch: undefined,
    finishedBefore: (size) => {
      sizes.push(size);
      return receipts();
    },
    digests: {
      digestOf(_, kind) {
        asked.push(kind);
        const digest = ours[kind];
        return digest === undefined ? new Promise(() => {}) : Promise.resolve(digest);
      },
    },
  });
  const upload = uploadOf('new', { ...QUEUED, suffix: 'zip' }, { size: 9 });
  store.put(upload);
  let isOver = false;
  void duplicates.compare(upload)?.then(() => {
    isOver = true;
  });
  await settle();
  return {
    clock,
    asked,
    sizes,
    isOver: () => isOver,
    state: () => store.get('new')?.state,
    /** It is uploaded, and not compared again. */
    expectNoDoubt() {
      expect([isOver, store.get('new')?.state]).toEqual([true, upload.state]);
      expect([duplicates.compare(upload), clock.waiters()]).toEqual([undefined, 0]);
    },
  };
}

test('receipts are looked up by size and compared by every checksum they have', async () => {
  const { state, asked, sizes, clock } = await compare(async () => [
    finished({ finishedAt: 5, crc64: '63', firmwareUrl: 'https://bucket.example/other.bin' }),
    finished({ finishedAt: 4, sha256: '256', suffix: 'gz' }),
  ]);
  expect(state()).toEqual({
    status: 'ready',
    suffix: 'zip',
    doubt: {
      kind: 'uploaded-before',
      firmwareUrl: 'https://bucket.example/1.bin',
      finishedAt: 4,
      suffix: 'gz',
      hasPackage: false,
    },
  });
  expect([asked, sizes, clock.waiters()]).toEqual([['crc64', 'sha256'], [9], 0]);
});

test('the latest of several is shown', async () => {
  const { state, asked } = await compare(async () =>
    [1, 3, 2].map((finishedAt) => finished({ finishedAt })),
  );
  expect(state()).toMatchObject({ doubt: { finishedAt: 3 } });
  expect(asked).toEqual(['crc64']);
});

test.each([
  ['there are no receipts', async () => [], []],
  ['receipts cannot be read', () => Promise.reject(new Error('no')), []],
  ['the CRC-64 differs', async () => [finished({ crc64: '63' })], ['crc64']],
  ['only the SHA-256 differs', async () => [finished({ sha256: '255' })], ['crc64', 'sha256']],
] as const)('is uploaded when %s', async (_, receipts, digests) => {
  const { asked, expectNoDoubt } = await compare(receipts);
  expect(asked).toEqual(digests);
  expectNoDoubt();
});

test('is uploaded when its digest cannot be computed', async () => {
  const ours = { crc64: { status: 'unavailable' } } as const;
  (await compare(async () => [finished()], ours)).expectNoDoubt();
});

test.each([
  ['storage', () => new Promise<never>(() => {})],
  ['a drive', async () => [finished()]],
])('%s that never answers is given up after ten seconds', async (_, receipts) => {
  const { isOver, clock, expectNoDoubt } = await compare(receipts, {});
  await clock.pass(9_000);
  expect(isOver()).toBe(false);
  await clock.pass(2_000);
  expectNoDoubt();
});

describe('pieces of a file that cannot be read for ever', () => {
  /** The second of two files of one size, while the first is sent. */
  async function second() {
    const clock = createFakeClock();
    const store = createUploadStore(clock);
    const duplicates = createDuplicates({
      store,
      clock,
      samplesMatch: () => new Promise(() => {}),
      finishedBefore: undefined,
      digests: { digestOf: () => new Promise(() => {}) },
    });
    store.watch(duplicates.onChange);
    const [first, next] = ['first', 'second'].map((id) =>
      uploadOf(id, { ...QUEUED, suffix: 'zip' }, { size: 9 }),
    );
    for (const upload of [first, next]) {
      if (upload !== undefined) store.put(upload, new File(['123456789'], 'a.zip'));
    }
    duplicates.begin({ id: 'first', size: 9 });
    const found: string[] = [];
    if (next !== undefined) void duplicates.compare(next)?.then(() => found.push('over'));
    await settle();
    expect(found).toEqual([]);
    return { clock, store, found };
  }

  test('hold nothing up for more than ten seconds', async () => {
    const { clock, found } = await second();
    await clock.pass(9_000);
    expect(found).toEqual([]);
    await clock.pass(2_000);
    expect([found, clock.waiters()]).toEqual([['over'], 0]);
  });

  test('are not waited for when the upload of that file is gone', async () => {
    const { clock, store, found } = await second();
    store.remove('first');
    await settle();
    expect([found, clock.waiters()]).toEqual([['over'], 0]);
  });

  test('leave nothing behind when the second is gone', async () => {
    const { clock, store, found } = await second();
    store.remove('second');
    await settle();
    expect([found, clock.waiters()]).toEqual([['over'], 0]);
  });
});
