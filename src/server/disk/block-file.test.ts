import { constants } from 'node:fs';
import { mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { openBlockFile } from './block-file.ts';
import { BLOCK_BYTES, createAlignedPool } from './block-pool.ts';
import { createBlockWriter } from './synced-file.ts';

const MIB = 1024 * 1024;
let dir: string;
let files = 0;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ota-drop-blocks-'));
  return () => rm(dir, { recursive: true, force: true });
});

/** What a file system does with direct writes. */
type DirectWrites = 'takes' | 'refuses-to-open' | 'refuses-to-write' | 'writes-half' | 'is-full';

/** Opens real files, whose direct writes end as told; counts the bytes that were written directly. */
function fileSystem(behaviour: DirectWrites) {
  const count = { direct: 0, directFiles: 0, datasyncs: 0, open: 0 };
  async function openFile(
    path: string,
    flags: string | number,
    mode?: number,
  ): Promise<FileHandle> {
    const isDirect = typeof flags === 'number';
    if (isDirect) {
      count.directFiles += 1;
      expect(flags & constants.O_DIRECT).toBe(constants.O_DIRECT);
      if (behaviour === 'refuses-to-open') throw errorOf('EINVAL');
    }
    // The folder for temporary files may lie in memory, which not every kernel writes directly.
    const file = await open(path, isDirect ? 'r+' : flags, mode);
    count.open += 1;
    return new Proxy(file, {
      get(target, name) {
        if (name === 'write') return write;
        if (name === 'close') {
          return () => {
            count.open -= 1;
            return target.close();
          };
        }
        if (name === 'datasync') count.datasyncs += 1;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });

    function write(bytes: Uint8Array, from: number, length: number, at: number) {
      if (!isDirect) return file.write(bytes, from, length, at);
      expect([from, length % 4096, at % 4096, bytes.byteOffset % 4096]).toEqual([0, 0, 0, 0]);
      if (behaviour === 'refuses-to-write') throw errorOf('EINVAL');
      if (behaviour === 'is-full') throw errorOf('ENOSPC');
      const taken = behaviour === 'writes-half' ? length / 2 - 100 : length;
      count.direct += taken;
      return file.write(bytes, from, taken, at);
    }
  }
  return { openFile, count };
}

function errorOf(code: string): Error {
  return Object.assign(new Error(`${code}, on purpose`), { code });
}

async function writeFile(content: Buffer, { openFile }: ReturnType<typeof fileSystem>) {
  files += 1;
  const path = join(dir, String(files));
  const pool = createAlignedPool();
  const writer = createBlockWriter(await openBlockFile(path, openFile), pool);
  try {
    for (let at = 0; at < content.byteLength; at += 65_536) {
      await writer.write(content.subarray(at, at + 65_536));
    }
    await writer.finish();
  } finally {
    await writer.abandon();
  }
  return readFile(path);
}

function contentOf(bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) content.writeUInt32LE(at, at);
  return content;
}

/** Elsewhere there is no such flag. */
describe.runIf(process.platform === 'linux')('a long file', () => {
  test('is written past the cache from 1 MiB on, but for the rest of its last block, and is not synced beside', async () => {
    const disk = fileSystem('takes');
    const content = contentOf(40 * MIB + 5);
    expect((await writeFile(content, disk)).equals(content)).toBe(true);
    expect(disk.count).toEqual({ direct: 39 * MIB, directFiles: 1, datasyncs: 0, open: 0 });
  });

  test.each(['refuses-to-open', 'refuses-to-write', 'writes-half'] as const)(
    'is whole where the file system %s, and goes through the cache from then on',
    async (behaviour) => {
      const disk = fileSystem(behaviour);
      const content = contentOf(40 * MIB + 5);
      expect((await writeFile(content, disk)).equals(content)).toBe(true);
      expect(disk.count).toMatchObject({ directFiles: 1, datasyncs: 1, open: 0 });
      expect(disk.count.direct).toBeLessThan(BLOCK_BYTES);
    },
  );

  test('is refused where the disk is full, and closed', async () => {
    const disk = fileSystem('is-full');
    await expect(writeFile(contentOf(2 * MIB), disk)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(disk.count.open).toBe(0);
  });
});

test('a short file goes through the cache alone', async () => {
  const disk = fileSystem('takes');
  const content = contentOf(MIB);
  expect((await writeFile(content, disk)).equals(content)).toBe(true);
  expect(disk.count).toMatchObject({ direct: 0, directFiles: 0, open: 0 });
});

test('a file of any length is read back as it was written, by this machine as it is', async () => {
  const bytes = fc.oneof(
    fc.integer({ min: 0, max: 3 * MIB }),
    fc.constantFrom(MIB, MIB + 1, MIB + BLOCK_BYTES, 2 * MIB - 1, MIB + 4096),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (bytes) => {
      const content = contentOf(bytes);
      const read = await writeFile(content, { ...fileSystem('takes'), openFile: open });
      expect(read.equals(content)).toBe(true);
    }),
    { numRuns: 30 },
  );
});
