import { expect, test } from 'vitest';
import { settle } from '../../testing/fake-clock.ts';
import type { DigestClient } from '../digest/digest-client.ts';
import type { KnownDigests } from '../model/receipt-schema.ts';
import { createFileComparison } from './compare-file.ts';
import type { DigestKind } from '../model/upload.ts';

const file = new Blob(['123456789']);
const receipt = (digests: KnownDigests, size = 9) => ({ firmware: { size }, digests });
const never = new AbortController().signal;

/** A lane that settles when a test says so. */
function createLane(kinds: readonly DigestKind[]) {
  const jobs: {
    isOpen: boolean;
    find(values: KnownDigests): void;
    breakDown(): void;
  }[] = [];
  const lane: DigestClient = {
    kinds,
    setPaused: () => {},
    compute(_, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const job = {
          isOpen: true,
          find(values: KnownDigests) {
            job.isOpen = false;
            resolve(
              new Map(
                kinds.flatMap((kind) => {
                  const value = values[kind];
                  return value === undefined ? [] : [[kind, value] as const];
                }),
              ),
            );
          },
          breakDown() {
            job.isOpen = false;
            reject(new Error('broken'));
          },
        };
        signal.addEventListener('abort', job.breakDown, { once: true });
        jobs.push(job);
      });
    },
  };
  return { lane, jobs };
}

function createBench() {
  const [fast, slow] = [createLane(['crc64', 'md5']), createLane(['sha256'])];
  return { fast, slow, compare: createFileComparison({ verdict: fast.lane, record: slow.lane }) };
}

test('another size needs no reading', async () => {
  const { compare, fast } = createBench();
  expect(await compare(file, receipt({ crc64: '1' }, 10), never)).toEqual({
    kind: 'other-size',
    size: 9,
    expected: 10,
  });
  expect(fast.jobs).toEqual([]);
});

test('a receipt without a checksum cannot be compared with', async () => {
  const { compare } = createBench();
  for (const digests of [{}, { md5: 'm' }]) {
    expect(await compare(file, receipt(digests), never)).toEqual({ kind: 'no-checksum' });
  }
});

test('it is the same when all checksums are', async () => {
  const { compare, fast, slow } = createBench();
  const answer = compare(file, receipt({ crc64: '1', sha256: 's' }), never);
  await settle();
  slow.jobs[0]?.find({ sha256: 's' });
  fast.jobs[0]?.find({ crc64: '1', md5: 'm' });
  expect(await answer).toEqual({ kind: 'same', by: ['crc64', 'sha256'], found: { md5: 'm' } });
});

test('what the receipt lacks is computed once the file is known to be that one, and comes with the answer', async () => {
  const { compare, fast, slow } = createBench();
  const answer = compare(file, receipt({ crc64: '1' }), never);
  await settle();
  expect(slow.jobs).toEqual([]);
  fast.jobs[0]?.find({ crc64: '1', md5: 'm' });
  await settle();
  slow.jobs[0]?.find({ sha256: 's' });
  expect(await answer).toEqual({
    kind: 'same',
    by: ['crc64'],
    found: { md5: 'm', sha256: 's' },
  });
});

test('nothing is computed of another file, or taken from it, that the receipt lacks', async () => {
  const { compare, fast, slow } = createBench();
  const answer = compare(file, receipt({ crc64: '1' }), never);
  await settle();
  fast.jobs[0]?.find({ crc64: '2', md5: 'm' });
  expect(await answer).toEqual({ kind: 'other-bytes', by: 'crc64' });
  expect(slow.jobs).toEqual([]);
});

test('it is that file even where what the receipt lacks cannot be computed', async () => {
  const { compare, fast, slow } = createBench();
  const answer = compare(file, receipt({ crc64: '1' }), never);
  await settle();
  fast.jobs[0]?.find({ crc64: '1', md5: 'm' });
  await settle();
  slow.jobs[0]?.breakDown();
  expect(await answer).toEqual({ kind: 'same', by: ['crc64'], found: { md5: 'm' } });
});

test('one difference is enough, and stops the rest', async () => {
  const { compare, fast, slow } = createBench();
  const answer = compare(file, receipt({ crc64: '1', sha256: 's' }), never);
  await settle();
  fast.jobs[0]?.find({ crc64: '2' });
  expect(await answer).toEqual({ kind: 'other-bytes', by: 'crc64' });
  expect(slow.jobs[0]?.isOpen).toBe(false);
});

test('an equal CRC-64 does not make up for another SHA-256', async () => {
  const { compare, fast, slow } = createBench();
  const answer = compare(file, receipt({ crc64: '1', sha256: 's' }), never);
  await settle();
  fast.jobs[0]?.find({ crc64: '1' });
  slow.jobs[0]?.find({ sha256: 't' });
  expect(await answer).toEqual({ kind: 'other-bytes', by: 'sha256' });
});

test('one checksum will do when the other cannot be computed, none will not', async () => {
  const { compare, fast, slow } = createBench();
  const wanted = receipt({ crc64: '1', sha256: 's' });
  const first = compare(file, wanted, never);
  await settle();
  slow.jobs[0]?.breakDown();
  fast.jobs[0]?.find({ crc64: '1' });
  expect(await first).toEqual({ kind: 'same', by: ['crc64'], found: {} });
  const second = compare(file, wanted, never);
  await settle();
  slow.jobs[1]?.breakDown();
  fast.jobs[1]?.breakDown();
  expect(await second).toEqual({ kind: 'unreadable' });
});

test('comparisons wait for each other, and one that is given up makes room', async () => {
  const { compare, fast, slow } = createBench();
  const abort = new AbortController();
  const first = compare(file, receipt({ crc64: '1' }), abort.signal);
  const second = compare(file, receipt({ crc64: '1' }), never);
  await settle();
  expect(fast.jobs).toHaveLength(1);
  abort.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  await settle();
  fast.jobs[1]?.find({ crc64: '1' });
  await settle();
  slow.jobs[0]?.breakDown();
  expect(await second).toMatchObject({ kind: 'same' });
});
