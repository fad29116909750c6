import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildTar, buildZip, octal, tarHeader, utf8 } from '../../../testing/built-archives.ts';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS } from '../../../testing/fuzz-runs.ts';
import { listArchive } from './list-archive.ts';
import { LIMITS, PATH_MAX_BYTES } from './listing.ts';

/** Archives with anything changed in them: always a list, never more of it, and never more work, than is allowed. */

const limits = { ...LIMITS, entries: 4, headers: 50, inflatedBytes: 64 * 1024 };
/** Slower than a look at a text: a tenth as many. */
const runs = { numRuns: Math.ceil(FUZZ_RUNS / 10) };

const data = Uint8Array.from({ length: 700 }, (_, at) => (at * 7) % 251);
const zip = buildZip([
  { name: utf8('AndroidManifest.xml'), data },
  { name: utf8('固件.bin'), data, claims: { bytes: 2n ** 40n } },
  ...Array.from({ length: 5 }, (_, index) => ({ name: utf8(`lib/${index}.so`) })),
]);
const pax = Buffer.alloc(512);
pax.write('22 path=dir/long-name\n19 size=0000000700\n');
const tar = Buffer.concat([
  tarHeader('x', octal(41), 'x'),
  pax,
  tarHeader('a.bin', octal(700)),
  Buffer.from(data),
  Buffer.alloc(324),
  tarHeader('L', octal(20), 'L'),
  Buffer.alloc(512, 'n'),
  tarHeader('sparse', octal(512), 'S'),
  Buffer.alloc(512, 3),
  Buffer.alloc(1024),
]);
const packed = gzipSync(tar);

/** The same, with its checksums made right again, so that more of it is gone through. */
function mended(bytes: Uint8Array): Uint8Array {
  const whole = Buffer.from(bytes);
  for (let at = 0; at + 512 <= whole.byteLength; at += 512) {
    if (whole.toString('latin1', at + 257, at + 262) !== 'ustar') continue;
    whole.fill(' ', at + 148, at + 156);
    const sum = whole.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    whole.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148);
  }
  return whole;
}

/** Counts how often it is read. */
function inMemory(bytes: Uint8Array) {
  const source = {
    size: bytes.byteLength,
    reads: 0,
    async read(from: number, to: number) {
      source.reads += 1;
      return bytes.slice(Math.max(0, from), Math.max(0, to));
    },
  };
  return source;
}

const archive = fc.constantFrom<Uint8Array>(zip, tar, packed);
const byte = fc.constantFrom(0, 1, 0x20, 0x30, 0x37, 0x50, 0x7f, 0x80, 0xff);
const changes = fc.array(fc.tuple(fc.nat(), byte), { maxLength: 12 });
const cut = fc.option(fc.nat(), { nil: undefined });

test(
  'archives: whatever is changed or cut off, there is a list within its limits',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        archive,
        changes,
        cut,
        fc.boolean(),
        async (good, places, length, isMended) => {
          const changed = Uint8Array.from(good);
          for (const [place, value] of places) changed[place % changed.byteLength] = value;
          const bytes = (isMended ? mended(changed) : changed).subarray(
            0,
            length === undefined ? changed.byteLength : length % changed.byteLength,
          );
          const source = inMemory(bytes);
          const listing = await listArchive(source, limits, () => 0);
          // Each header, what some of them hold, and the slices at both ends.
          expect(source.reads).toBeLessThan(limits.headers * 2 + 10);
          if (listing === undefined || listing.kind === 'gz') return;
          expect(listing.entries.length).toBeLessThanOrEqual(limits.entries);
          expect(listing.total ?? Infinity).toBeGreaterThanOrEqual(listing.entries.length);
          if (listing.coverage === 'complete') expect(listing.total).toBe(listing.entries.length);
          for (const entry of listing.entries) {
            expect(entry.path.length).toBeLessThanOrEqual(PATH_MAX_BYTES * 2);
            expect(entry.bytes).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      runs,
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'a whole archive is never called cut, and one cut in its data always is',
  async () => {
    const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 900 }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(bodies, fc.nat(), async (contents, place) => {
        const parts = contents.map((body, index) => ({ name: utf8(`${index}.bin`), data: body }));
        const tar = buildTar(contents.map((body, index) => [`${index}.bin`, body]));
        const whole = { zip: buildZip(parts), tar };
        const endOf = async (bytes: Uint8Array) =>
          (await listArchive(inMemory(bytes), LIMITS, () => 0))?.end;
        for (const bytes of [whole.zip, whole.tar, gzipSync(whole.tar)]) {
          expect(await endOf(bytes)).toBe('there');
        }
        const first = contents[0]?.byteLength ?? 0;
        const at = 512 + (place % first);
        expect(await endOf(whole.tar.subarray(0, at))).toBe('missing');
        expect(await endOf(whole.zip.subarray(0, 30 + (place % first)))).toBe('missing');
        const packed = gzipSync(whole.tar);
        expect(await endOf(packed.subarray(0, 12 + (place % (packed.byteLength - 12))))).toBe(
          'missing',
        );
      }),
      { numRuns: Math.ceil(FUZZ_RUNS / 50) },
    );
  },
  FUZZ_TIMEOUT_MS,
);
