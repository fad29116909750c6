import { describe, expect, test } from 'vitest';
import { settle } from '../../testing/fake-clock.ts';
import { createDigestClient } from '../../testing/open-calls.ts';
import type { KnownDigests } from '../model/receipt-schema.ts';
import { createFileComparison } from './compare-file.ts';

const file = new Blob(['123456789']);
const never = new AbortController().signal;

function createWorld() {
  const fast = createDigestClient(['crc64', 'md5']);
  const slow = createDigestClient(['sha256']);
  const isThatFile = createFileComparison({ verdict: fast.client, record: slow.client });
  return {
    fast: fast.jobs,
    slow: slow.jobs,
    /** Of a receipt of nine bytes, begun when this resolves. */
    async compare(digests: KnownDigests, { size = 9, signal = never } = {}) {
      const answer = isThatFile(file, { firmware: { size }, digests }, signal);
      // Checked by the test.
      answer.catch(() => undefined);
      await settle();
      return { answer };
    },
  };
}

const FOUND = { crc64: '1', md5: 'm' };

test('another size needs no reading', async () => {
  const { compare, fast } = createWorld();
  const { answer } = await compare({ crc64: '1' }, { size: 10 });
  expect(await answer).toEqual({ kind: 'other-size', size: 9, expected: 10 });
  expect(fast).toEqual([]);
});

test.each([[{}], [{ md5: 'm' }]])('a receipt with %o cannot be compared with', async (digests) => {
  const { answer } = await createWorld().compare(digests);
  expect(await answer).toEqual({ kind: 'no-checksum' });
});

describe('of a receipt with CRC-64 and SHA-256', () => {
  test.each([
    [
      'both are equal',
      { sha256: 's' },
      FOUND,
      { kind: 'same', by: ['crc64', 'sha256'], found: { md5: 'm' } },
    ],
    ['the SHA-256 differs', { sha256: 't' }, FOUND, { kind: 'other-bytes', by: 'sha256' }],
    [
      'one is equal and the other broken',
      undefined,
      FOUND,
      { kind: 'same', by: ['crc64'], found: { md5: 'm' } },
    ],
    ['both are broken', undefined, undefined, { kind: 'unreadable' }],
  ] as const)('%s', async (_, ofSlow, ofFast, comparison) => {
    const { compare, fast, slow } = createWorld();
    const { answer } = await compare({ crc64: '1', sha256: 's' });
    await slow[0]?.settle(ofSlow);
    await fast[0]?.settle(ofFast);
    expect(await answer).toEqual(comparison);
  });

  test('one difference is enough, and stops the rest', async () => {
    const { compare, fast, slow } = createWorld();
    const { answer } = await compare({ crc64: '1', sha256: 's' });
    await fast[0]?.settle({ crc64: '2' });
    expect(await answer).toEqual({ kind: 'other-bytes', by: 'crc64' });
    expect(slow[0]?.isOpen()).toBe(false);
  });
});

describe('of a receipt with a CRC-64 alone', () => {
  test.each([
    [
      'is computed once the file is known to be that one',
      { sha256: 's' },
      { md5: 'm', sha256: 's' },
    ],
    ['is not found where it cannot be computed', undefined, { md5: 'm' }],
  ])('what it lacks %s', async (_, ofSlow, found) => {
    const { compare, fast, slow } = createWorld();
    const { answer } = await compare({ crc64: '1' });
    expect(slow).toEqual([]);
    await fast[0]?.settle(FOUND);
    await slow[0]?.settle(ofSlow);
    expect(await answer).toEqual({ kind: 'same', by: ['crc64'], found });
  });

  test('what it lacks is not taken from another file', async () => {
    const { compare, fast, slow } = createWorld();
    const { answer } = await compare({ crc64: '1' });
    await fast[0]?.settle({ crc64: '2', md5: 'm' });
    expect(await answer).toEqual({ kind: 'other-bytes', by: 'crc64' });
    expect(slow).toEqual([]);
  });
});

test('comparisons wait for each other, and an aborted one makes room', async () => {
  const { compare, fast, slow } = createWorld();
  const abort = new AbortController();
  const first = await compare({ crc64: '1' }, { signal: abort.signal });
  const second = await compare({ crc64: '1' });
  expect(fast).toHaveLength(1);
  abort.abort(new Error('enough'));
  await expect(first.answer).rejects.toThrow('enough');
  await settle();
  await fast[1]?.settle(FOUND);
  await slow[0]?.settle(undefined);
  expect(await second.answer).toMatchObject({ kind: 'same' });
});
