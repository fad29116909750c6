import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  buildZip,
  octal,
  tarHeader,
  utf8,
  zip64End,
  zipDirectoryEntry,
  zipEnd,
} from '../../../testing/built-archives.ts';
import { listArchive } from './list-archive.ts';
import { LIMITS, PATH_MAX_BYTES, type Limits, type Listing } from './listing.ts';
import { sourceOf, type Source } from './source.ts';

/** Bombs and lies: an answer in bounded memory and time, whatever an archive says of itself. */

const MIB = 1024 * 1024;

/** A file that is as long as it says, made where it is read; counts what is read of it. */
function made(size: number, fill: (into: Uint8Array, from: number) => void) {
  const cost = { reads: 0, bytes: 0, largest: 0 };
  const source: Source = {
    size,
    async read(from, to) {
      const [start, end] = [Math.max(0, from), Math.min(size, to)];
      const bytes = new Uint8Array(Math.max(0, end - start));
      cost.reads += 1;
      cost.bytes += bytes.byteLength;
      cost.largest = Math.max(cost.largest, bytes.byteLength);
      fill(bytes, start);
      return bytes;
    },
  };
  return { source, cost };
}

/** Puts what lies at a place into what is read. */
function put(into: Uint8Array, from: number, at: number, bytes: Uint8Array): void {
  for (let index = 0; index < bytes.byteLength; index++) {
    const place = at + index - from;
    if (place >= 0 && place < into.byteLength) into[place] = bytes[index] ?? 0;
  }
}

const list = (bytes: Uint8Array, limits?: Limits) =>
  listArchive(sourceOf(new Blob([new Uint8Array(bytes)])), limits);

test('ten million entries: the first are listed, the number is told, 16 MiB are read', async () => {
  const entry = zipDirectoryEntry({ name: utf8('a') }, 0);
  const count = 10_000_000;
  const bytes = entry.byteLength * count;
  const from = 64;
  const end = zip64End({ claimed: count, bytes, from }, from + bytes);
  const { source, cost } = made(from + bytes + end.byteLength, (into, start) => {
    for (let index = 0; index < into.byteLength; index++) {
      into[index] = entry[(start + index - from + entry.byteLength * 2) % entry.byteLength] ?? 0;
    }
    put(into, start, 0, utf8('PK\x03\x04'));
    put(into, start, from + bytes, end);
  });
  const listing = await listArchive(source);
  expect(listing).toMatchObject({ kind: 'zip', total: count, coverage: 'beginning', end: 'there' });
  expect(listing).toMatchObject({ unpackedBytes: undefined, manifest: 'unknown' });
  expect(listing?.kind === 'zip' && listing.entries.length).toBe(LIMITS.entries);
  expect(cost.bytes).toBeLessThan(17 * MIB);
});

test('a number of entries that the directory has no room for is not believed', async () => {
  const limits = { ...LIMITS, directoryBytes: 100 };
  const parts = Array.from({ length: 9 }, (_, index) => ({ name: utf8(`${index}.bin`) }));
  expect(await list(buildZip(parts, { claimed: 60_000 }), limits)).toMatchObject({
    total: undefined,
  });
  expect(await list(buildZip(parts), limits)).toMatchObject({ total: 9, coverage: 'beginning' });
  // What can be counted needs no belief.
  expect(await list(buildZip(parts, { claimed: 3 }))).toMatchObject({ total: 9 });
});

test('of an entry in zip64 the unpacked size comes first, then the packed one', async () => {
  const sizes = { bytes: 6n * 2n ** 30n, packedBytes: 5n * 2n ** 30n };
  expect(await list(buildZip([{ name: utf8('large.bin'), claims: sizes }]))).toMatchObject({
    entries: [{ path: 'large.bin', bytes: 6 * 2 ** 30, kind: 'file' }],
  });
});

test('sizes of 2^63, data that ends beyond all files', async () => {
  const lie = { bytes: 2n ** 63n, packedBytes: 2n ** 63n, at: 2n ** 63n };
  expect(await list(buildZip([{ name: utf8('bomb'), claims: lie }]))).toMatchObject({
    entries: [{ path: 'bomb', bytes: 2 ** 63, kind: 'file' }],
    unpackedBytes: 2 ** 63,
    end: 'missing',
  });
  const huge = new Uint8Array(12).fill(0xff, 4);
  huge[0] = 0x80;
  expect(await list(Buffer.concat([tarHeader('bomb', huge), Buffer.alloc(1024)]))).toMatchObject({
    entries: [{ path: 'bomb', bytes: 2 ** 64 }],
    end: 'missing',
  });
});

test.each<readonly [string, Uint8Array]>([
  ['below zero', new Uint8Array(12).fill(0xff)],
  ['letters', utf8('twelve bytes')],
])('a tar size that is none (%s) ends the list', async (_, size) => {
  expect(await list(Buffer.concat([tarHeader('a', size), Buffer.alloc(1024)]))).toMatchObject({
    entries: [],
    coverage: 'until-damage',
    end: 'unknown',
  });
});

test('names of 64 KiB are cut, between two characters', async () => {
  const name = utf8('固'.repeat(21_000));
  const listing = await list(buildZip([{ name }]));
  const path = listing?.kind === 'zip' ? (listing.entries[0]?.path ?? '') : '';
  expect(path).toBe('固'.repeat(Math.floor(PATH_MAX_BYTES / 3)));

  const long = Buffer.alloc(63 * 1024);
  long.set(name.subarray(0, long.byteLength - 1));
  const tar = [tarHeader('L', octal(long.byteLength), 'L'), long, tarHeader('short', octal(0))];
  expect(await list(Buffer.concat([...tar, Buffer.alloc(1024)]))).toMatchObject({
    entries: [{ path }],
    coverage: 'complete',
  });
});

test('entries that share their data are listed; that is a bomb only for a program that unpacks it', async () => {
  const shared = { bytes: 4_000_000_000n, packedBytes: 10n, at: 0n };
  const parts = Array.from({ length: 500 }, (_, index) => ({
    name: utf8(`${index}`),
    data: new Uint8Array(10),
    claims: shared,
  }));
  expect(await list(buildZip(parts))).toMatchObject({
    total: 500,
    unpackedBytes: 500 * 4_000_000_000,
    end: 'there',
  });
});

test('a directory that lies in the end record, or beyond the file', async () => {
  const local = Buffer.concat([utf8('PK\x03\x04'), Buffer.alloc(100)]);
  for (const [from, bytes] of [
    [104, 5000],
    [0xffff_fff0, 10],
    [104, 0xffff_fff0],
  ] as const) {
    const zip = Buffer.concat([local, zipEnd({ claimed: 1, bytes, from })]);
    expect(await list(zip)).toMatchObject({ entries: [], end: 'missing' });
  }
  const endless = zip64End({ claimed: 2n ** 63n, bytes: 2n ** 63n, from: 2n ** 63n }, 104);
  expect(await list(Buffer.concat([local, endless]))).toMatchObject({ end: 'missing' });
});

test('a terabyte of tiny tar entries: as many headers as allowed, and no more', async () => {
  const header = tarHeader('a', octal(1_000_000));
  const step = 512 + 1_000_448;
  const { source, cost } = made(1e12, (into, from) => {
    for (let at = Math.floor(from / step) * step; at < from + into.byteLength; at += step) {
      put(into, from, at, header);
    }
  });
  const limits = { ...LIMITS, headers: 2_000 };
  expect(await listArchive(source, limits, () => 0)).toMatchObject({
    kind: 'tar',
    total: undefined,
    coverage: 'beginning',
    end: 'unknown',
  });
  expect(cost.reads).toBeLessThanOrEqual(limits.headers + 1);
  expect(cost.largest).toBeLessThanOrEqual(16 * 1024);
});

test('the time is up: what has been seen until then', async () => {
  let time = 0;
  const tar = Array.from({ length: 50 }, (_, index) => tarHeader(`${index}`, octal(0)));
  const source = sourceOf(new Blob(tar.map((each) => new Uint8Array(each))));
  const listing = await listArchive(source, { ...LIMITS, timeMs: 10 }, () => time++);
  expect(listing).toMatchObject({ coverage: 'beginning', total: undefined, end: 'unknown' });
  expect(listing?.kind === 'tar' && listing.entries.length).toBeLessThan(12);
});

test('200 MiB of zeros in 200 KiB: inflated no further than allowed', async () => {
  const bomb = gzipSync(Buffer.alloc(200 * MIB));
  const limits = { ...LIMITS, inflatedBytes: 4 * MIB };
  const before = process.memoryUsage().arrayBuffers;
  const listing = await list(bomb, limits);
  expect(listing).toEqual({
    kind: 'gz',
    gzip: {
      name: undefined,
      modifiedAt: undefined,
      unpacked: { kind: 'modulo-4-gib', bytes: 200 * MIB },
    },
    end: 'unknown',
    uniform: undefined,
  } satisfies Listing);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MIB);
});
