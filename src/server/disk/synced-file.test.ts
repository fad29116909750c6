import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlockFile } from './block-file.ts';
import { BLOCK_BYTES, createAlignedPool, createBlockPool } from './block-pool.ts';
import { createBlockWriter } from './synced-file.ts';

/** What a socket gives at a time. */
const CHUNK_BYTES = 64 * 1024;
const MIB = 1024 * 1024;

/** A file in memory that notes what it is asked for; each operation waits until the test lets it go on, if it says so. */
function memoryFile(wait: (operation: string) => Promise<void> = async () => {}) {
  const operations: string[] = [];
  const pieces: Uint8Array[] = [];
  const step = async (operation: string) => {
    operations.push(operation);
    await wait(operation);
  };
  const file: BlockFile = {
    async append(bytes) {
      await step('write');
      pieces.push(Uint8Array.from(bytes));
    },
    datasync: () => step('datasync'),
    sync: () => step('sync'),
    close: () => step('close'),
  };
  return { file, operations, bytes: () => new Uint8Array(Buffer.concat(pieces)) };
}

/** A pool that counts the blocks that are out. */
function countedPool() {
  const blocks = createBlockPool();
  const count = { out: 0, most: 0 };
  return {
    count,
    blocks: {
      take() {
        count.out += 1;
        count.most = Math.max(count.most, count.out);
        return blocks.take();
      },
      giveBack(block: Buffer) {
        count.out -= 1;
        blocks.giveBack(block);
      },
    },
  };
}

test('what is written in pieces of any size is there as it was given, though the buffers are used again', async () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 2 * BLOCK_BYTES + 3 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(255), async (sizes, seed) => {
      const { file, bytes } = memoryFile();
      const { blocks, count } = countedPool();
      const writer = createBlockWriter(file, blocks);
      const given: Buffer[] = [];
      for (const [i, size] of sizes.entries()) {
        const piece = Buffer.alloc(size, Uint8Array.of(seed, i, size % 251));
        given.push(Buffer.from(piece));
        await writer.write(piece);
        piece.fill(0);
      }
      await writer.finish();
      expect(Buffer.compare(bytes(), Buffer.concat(given))).toBe(0);
      expect(count).toEqual({ out: 0, most: expect.any(Number) });
      expect(count.most).toBeLessThanOrEqual(2);
    }),
    { numRuns: 60 },
  );
});

test('the chunks of a socket are written by the block: 256 for 64 MiB, not 1,024', async () => {
  const { file, operations } = memoryFile();
  const writer = createBlockWriter(file, createBlockPool());
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let sent = 0; sent < 64 * MIB; sent += CHUNK_BYTES) await writer.write(chunk);
  await writer.finish();
  expect(operations.filter((one) => one === 'write')).toHaveLength((64 * MIB) / BLOCK_BYTES);
});

test('it is synced beside at most every 32 MiB, and once whole, before it is closed', async () => {
  const { file, operations } = memoryFile();
  const writer = createBlockWriter(file, createBlockPool());
  for (let sent = 0; sent < 100 * MIB; sent += MIB) await writer.write(Buffer.alloc(MIB));
  await writer.finish();
  const syncs = operations.filter((one) => one !== 'write');
  expect(syncs).toEqual(['datasync', 'datasync', 'datasync', 'sync', 'close']);
});

test('a disk that stands still is waited for: twenty uploads hold two blocks each, whatever is sent', async () => {
  let letGo = () => {};
  const stands = new Promise<void>((resolve) => (letGo = resolve));
  const { blocks, count } = countedPool();
  const uploads = Array.from({ length: 20 }, () => {
    const memory = memoryFile(() => stands);
    const writer = createBlockWriter(memory.file, blocks);
    let taken = 0;
    const sent = (async () => {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      for (let left = 4 * MIB; left > 0; left -= CHUNK_BYTES) {
        await writer.write(chunk);
        taken += CHUNK_BYTES;
      }
      await writer.finish();
    })();
    return { sent, taken: () => taken, bytes: memory.bytes };
  });
  // Everything that may go on without the disk has gone on when the timers' turn comes.
  await new Promise((resolve) => setTimeout(resolve, 0));
  for (const upload of uploads) expect(upload.taken()).toBe(2 * BLOCK_BYTES - CHUNK_BYTES);
  expect(count.out).toBe(40);
  letGo();
  await Promise.all(uploads.map(({ sent }) => sent));
  for (const upload of uploads) expect(upload.bytes().byteLength).toBe(4 * MIB);
  expect(count).toEqual({ out: 0, most: 40 });
});

test.each(['write', 'datasync', 'sync'])(
  'a %s that fails in the background is told, and nothing is promised',
  async (failing) => {
    const failure = new Error(`${failing} failed, on purpose`);
    let times = 0;
    const { file, operations } = memoryFile(async (operation) => {
      // Once only, as a system tells of it.
      if (operation === failing && (times += 1) === 1) throw failure;
    });
    const { blocks, count } = countedPool();
    const writer = createBlockWriter(file, blocks);
    const work = async () => {
      for (let sent = 0; sent < 40 * MIB; sent += MIB) await writer.write(Buffer.alloc(MIB));
      await writer.finish();
    };
    await expect(work()).rejects.toBe(failure);
    await writer.abandon();
    expect(operations.at(-1)).toBe('close');
    expect(count.out).toBe(0);
  },
);

test('an abandoned file is closed after what is under way, once, and gives its memory back', async () => {
  let letGo = () => {};
  const stands = new Promise<void>((resolve) => (letGo = resolve));
  const { file, operations } = memoryFile((operation) =>
    operation === 'write' ? stands : Promise.resolve(),
  );
  const { blocks, count } = countedPool();
  const writer = createBlockWriter(file, blocks);
  await writer.write(Buffer.alloc(BLOCK_BYTES + 10));
  const abandoned = writer.abandon();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(operations).toEqual(['write']);
  letGo();
  await abandoned;
  await writer.abandon();
  expect(operations).toEqual(['write', 'close']);
  expect(count.out).toBe(0);
});

test('aligned blocks share no byte, and one that was given back is taken first', () => {
  const pool = createAlignedPool();
  const taken = Array.from({ length: 40 }, () => pool.take());
  for (const [i, block] of taken.entries()) block.fill(i);
  for (const [i, block] of taken.entries()) {
    expect(block.byteLength).toBe(BLOCK_BYTES);
    expect(block.byteOffset % 4096).toBe(0);
    expect(Buffer.compare(block, Buffer.alloc(BLOCK_BYTES, i))).toBe(0);
  }
  const [first] = taken;
  if (first !== undefined) pool.giveBack(first);
  expect(pool.take()).toBe(first);
});
