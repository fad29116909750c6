import { expect, test } from 'vitest';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import { createEarlierCopies, type Finished } from './earlier-copies.ts';
import { createUploadStore } from './upload-store.ts';
import { NO_DIGESTS, type DigestKind, type SettledDigest } from '../model/upload.ts';
import { createWork } from './work.ts';

const known = (value: string): SettledDigest => ({ status: 'known', value });
const earlier = (rest: Partial<Finished> = {}): Finished => ({
  firmwareUrl: 'https://bucket.example/1.bin',
  finishedAt: 1,
  suffix: 'bin',
  crc64: '64',
  verdict: { kind: 'verified', crc64: '64' },
  hasPackage: false,
  ...rest,
});

/** One queued upload of nine bytes, and a history that says what a test says. */
async function ask(
  history: () => Promise<readonly Finished[]>,
  ours: Partial<Record<DigestKind, SettledDigest>> = { crc64: known('64'), sha256: known('256') },
) {
  const clock = createFakeClock();
  const book = createUploadStore(clock);
  const asked: DigestKind[] = [];
  const sizes: number[] = [];
  const copies = createEarlierCopies({
    book,
    clock,
    work: createWork(),
    twins: undefined,
    finishedBefore: (size) => {
      sizes.push(size);
      return history();
    },
    digests: {
      digestOf(_, kind) {
        asked.push(kind);
        const digest = ours[kind];
        return digest === undefined ? new Promise(() => {}) : Promise.resolve(digest);
      },
    },
  });
  const upload = {
    id: 'new',
    firmware: { name: 'a.bin', folder: '', size: 9, modifiedAt: 1 },
    state: { status: 'queued', suffix: 'zip', attempt: 1, tries: [], arrived: 'nothing' },
    digests: NO_DIGESTS,
    image: undefined,
    packing: undefined,
    lastTicket: undefined,
  } as const;
  book.put(upload);
  let isOver = false;
  void copies.compare(upload)?.then(() => {
    isOver = true;
  });
  await settle();
  return {
    clock,
    copies,
    upload,
    asked,
    sizes,
    isOver: () => isOver,
    state: () => book.get('new')?.state,
  };
}

test('a history is asked by size, and what it knows is compared as far as it goes', async () => {
  const { state, asked, sizes, clock } = await ask(async () => [
    earlier({ finishedAt: 5, crc64: '63', firmwareUrl: 'https://bucket.example/other.bin' }),
    earlier({ finishedAt: 4, sha256: '256', suffix: 'gz' }),
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

test('of several the latest is shown', async () => {
  const { state, asked } = await ask(async () => [
    earlier({ finishedAt: 1 }),
    earlier({ finishedAt: 3, firmwareUrl: 'https://bucket.example/3.bin' }),
    earlier({ finishedAt: 2 }),
  ]);
  expect(state()).toMatchObject({
    doubt: { firmwareUrl: 'https://bucket.example/3.bin' },
  });
  expect(asked).toEqual(['crc64']);
});

test.each([
  ['an empty history', async () => [], []],
  ['a history that cannot be read', () => Promise.reject(new Error('no')), []],
  [
    'what was not verified',
    async () => [earlier({ verdict: { kind: 'unverified', reason: 'checksum-hidden' } })],
    [],
  ],
  ['another CRC-64', async () => [earlier({ crc64: '63' })], ['crc64']],
  [
    'an equal CRC-64 and another SHA-256',
    async () => [earlier({ sha256: '255' })],
    ['crc64', 'sha256'],
  ],
] as const)('%s: it is uploaded', async (_, history, digests) => {
  const { state, asked, isOver, copies, upload, clock } = await ask(history);
  expect([state(), asked, isOver()]).toEqual([upload.state, digests, true]);
  // It is not compared again.
  expect(copies.compare(upload)).toBe(undefined);
  expect(clock.waiters()).toBe(0);
});

test('a digest that cannot be had proves nothing', async () => {
  const { state, upload } = await ask(async () => [earlier()], {
    crc64: { status: 'unavailable' },
  });
  expect(state()).toBe(upload.state);
});

test.each([
  ['a history', () => new Promise<never>(() => {})],
  ['a drive', async () => [earlier()]],
])('%s that never answers is not waited for for ever', async (_, history) => {
  const { state, upload, isOver, clock, copies } = await ask(history, {});
  await clock.pass(9_000);
  expect(isOver()).toBe(false);
  await clock.pass(2_000);
  expect([isOver(), state()]).toEqual([true, upload.state]);
  expect([copies.compare(upload), clock.waiters()]).toEqual([undefined, 0]);
});
