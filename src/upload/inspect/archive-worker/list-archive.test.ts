import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildZip, octal, tarHeader, utf8 } from '../../../testing/built-archives.ts';
import { firmwareFiles, type FirmwareFiles } from '../../../testing/firmware-files.ts';
import { listArchive } from './list-archive.ts';
import { sourceOf } from './source.ts';

/** Against what real tools write, and genuine packages; what no tool writes is in the other file. */

let files: FirmwareFiles;
let dir: string;
const at = (name: string) => join(dir, name);
const LONG = `${'deep/'.repeat(20)}${'n'.repeat(90)}.bin`;

beforeAll(async () => {
  files = await firmwareFiles();
  dir = await mkdtemp(join(tmpdir(), 'ota-drop-archives-'));
  await mkdir(at(`tree/${'deep/'.repeat(20)}`), { recursive: true });
  await writeFile(at('tree/固件.bin'), Buffer.alloc(70_000, 7));
  await writeFile(at('tree/größe.txt'), 'abc');
  await writeFile(at('tree/empty'), '');
  await writeFile(at(`tree/${LONG}`), 'long');
  await symlink('empty', at('tree/link'));
});
afterAll(async () => {
  await rm(files.dir, { recursive: true, force: true });
  await rm(dir, { recursive: true, force: true });
});

const list = (...parts: readonly (string | Uint8Array)[]) =>
  listArchive(sourceOf(new Blob(parts.map((part) => Buffer.from(part)))));
const listFile = async (path: string) => list(await readFile(path));
async function archiveIn(path: string) {
  const listing = await listFile(path);
  if (listing === undefined || listing.kind === 'gz') throw new Error('no archive');
  return listing;
}
const runIn = (cwd: string, tool: string, ...args: readonly string[]) =>
  execFileSync(tool, args, { cwd, stdio: 'pipe' });
/** In the folder with the tree. */
const run = (tool: string, ...args: readonly string[]) => runIn(at('tree'), tool, ...args);

function isHere(tool: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(tool, [...args], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const file = (path: string, bytes: number) => ({ path, bytes, kind: 'file' });
/** What is in the folder, in whatever order a tool goes through it. */
const TREE = [
  file('empty', 0),
  file('größe.txt', 3),
  file('固件.bin', 70_000),
  file(LONG, 4),
] as const;

describe('genuine packages', () => {
  test('zip', async () => {
    expect(await listFile(files.zip)).toEqual({
      kind: 'zip',
      entries: [
        file('firmware-base.bin', 296_756),
        file('firmware.metadata.json', expect.any(Number)),
        file('ReadMe_OSS.txt', expect.any(Number)),
      ],
      total: 3,
      coverage: 'complete',
      unpackedBytes: expect.any(Number),
      manifest: 'missing',
      end: 'there',
    });
  });

  test('apk', async () => {
    const listing = await archiveIn(files.apk);
    const whole = { kind: 'zip', manifest: 'there', coverage: 'complete', end: 'there' };
    expect(listing).toMatchObject(whole);
    expect(listing.entries.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['AndroidManifest.xml', 'classes.dex', 'resources.arsc']),
    );
    expect(listing.total).toBe(listing.entries.length);
  });

  test('tar and tar.gz', async () => {
    const hubs = ['primehub.bin', 'technichub.bin', 'movehub.bin'];
    const entries = await Promise.all(
      hubs.map(async (hub) => file(hub, (await readFile(join(files.dir, hub))).byteLength)),
    );
    const unpackedBytes = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    const tree = { entries, total: 3, coverage: 'complete', unpackedBytes, end: 'there' };
    expect(await listFile(files.tar)).toEqual({ kind: 'tar', ...tree });
    expect(await listFile(files.tarGz)).toEqual({
      kind: 'tar.gz',
      ...tree,
      gzip: {
        name: undefined,
        modifiedAt: undefined,
        unpacked: { kind: 'counted', bytes: (await readFile(files.tar)).byteLength },
      },
    });
  });

  test('what is no archive has no list', async () => {
    expect(await listFile(files.bin)).toBeUndefined();
    expect(await list('')).toBeUndefined();
  });
});

describe('tar', () => {
  test.each(['gnu', 'pax', 'ustar', 'v7', 'oldgnu'])('--format=%s', async (format) => {
    // The oldest has no room for that name.
    const long = format === 'v7' ? ['--exclude', './deep'] : [];
    run('tar', `--format=${format}`, '-cf', at(`${format}.tar`), ...long, '.');
    const listing = await archiveIn(at(`${format}.tar`));
    expect(listing).toMatchObject({ kind: 'tar', coverage: 'complete', end: 'there' });
    expect(listing.total).toBe(listing.entries.length);
    const wanted = TREE.filter(({ path }) => format !== 'v7' || path !== LONG);
    for (const entry of wanted) {
      expect(listing.entries).toContainEqual({ ...entry, path: `./${entry.path}` });
    }
    expect(listing.entries).toContainEqual({ path: './link', bytes: 0, kind: 'link' });
    expect(listing.entries).toContainEqual({ path: './', bytes: 0, kind: 'folder' });
  });

  test('a sparse file whose size is no number is damage, and no size', async () => {
    const whole = (realSize: string) =>
      Buffer.concat([tarHeader('a', octal(0), 'S', realSize), Buffer.alloc(1024)]);
    expect(await list(whole(octal(7)))).toMatchObject({ entries: [{ path: 'a', bytes: 7 }] });
    expect(await list(whole('many'))).toMatchObject({ kind: 'tar', entries: [] });
  });

  test('holes: what is stored is less than what comes out', async () => {
    run('truncate', '-s', '5M', at('sparse.bin'));
    await writeFile(at('sparse.bin'), 'end', { flag: 'a' });
    for (const format of ['gnu', 'pax']) {
      runIn(dir, 'tar', '-S', `--format=${format}`, '-cf', `${format}-s.tar`, 'sparse.bin');
      expect(await listFile(at(`${format}-s.tar`))).toMatchObject({
        entries: [file('sparse.bin', 5 * 1024 * 1024 + 3)],
        coverage: 'complete',
      });
    }
  });

  test.each(['0.0', '0.1', '1.0'])(
    'holes, sparse format %s: the names of the files, however long, and not those that tar made up',
    async (version) => {
      const names = ['固件.bin', `${'n'.repeat(150)}.bin`];
      for (const name of names) {
        await writeFile(at(name), 'start');
        run('truncate', '-s', '3M', at(name));
      }
      const options = ['-S', '--format=posix', `--sparse-version=${version}`];
      runIn(dir, 'tar', ...options, '-cf', 'names.tar', ...names);
      expect(await listFile(at('names.tar'))).toMatchObject({
        entries: names.map((name) => file(name, 3 * 1024 * 1024)),
        coverage: 'complete',
        end: 'there',
      });
    },
  );

  test('cut anywhere in an entry it has no end', async () => {
    const tar = await readFile(files.tar);
    for (const share of [0.3, 0.5, 0.8]) {
      expect(await list(tar.subarray(0, tar.byteLength * share))).toMatchObject({
        coverage: 'until-damage',
        end: 'missing',
      });
    }
  });

  const entry = Buffer.concat([tarHeader('a.bin', octal(700)), Buffer.alloc(1024, 1)]);
  const longName = [tarHeader('././@LongLink', octal(LONG.length), 'L'), Buffer.alloc(512, LONG)];
  test.each<[string, readonly Uint8Array[], object]>([
    ['its blocks of zeros', [entry], { coverage: 'complete', end: 'there', total: 1 }],
    ['bytes that only fill up its last block', [entry.subarray(0, 512 + 700)], { end: 'there' }],
    ['the last byte of its data', [entry.subarray(0, 512 + 699)], { end: 'missing' }],
    ['half a header', [entry, tarHeader('b', octal(1)).subarray(0, 300)], { end: 'missing' }],
    ['what a long name is the name of', [entry, ...longName], { end: 'missing' }],
  ])('without %s', async (_, parts, listing) => {
    expect(await list(...parts)).toMatchObject(listing);
  });

  test('what follows and is no header ends the list, and proves nothing', async () => {
    const entry = [tarHeader('a.bin', octal(3)), Buffer.alloc(512, 1)] as const;
    expect(await list(...entry, Buffer.alloc(512, 0xaa))).toMatchObject({
      entries: [file('a.bin', 3)],
      coverage: 'until-damage',
      end: 'unknown',
    });
  });
});

describe('zip', () => {
  test.runIf(isHere('zip', '-v'))('by Info-ZIP, encrypted entries and links too', async () => {
    run('zip', '-q', '-r', '-y', at('tree.zip'), '.');
    const listing = await archiveIn(at('tree.zip'));
    expect(listing).toMatchObject({ coverage: 'complete', end: 'there', manifest: 'missing' });
    expect(listing.entries).toEqual(expect.arrayContaining([...TREE]));
    expect(listing.entries).toContainEqual({ path: 'link', bytes: 5, kind: 'link' });
    expect(listing.entries).toContainEqual({ path: 'deep/', bytes: 0, kind: 'folder' });

    run('zip', '-q', '-P', 'secret', at('secret.zip'), 'größe.txt');
    expect(await listFile(at('secret.zip'))).toMatchObject({
      entries: [{ path: 'größe.txt', bytes: 3, kind: 'encrypted-file' }],
      end: 'there',
    });
  });

  test.runIf(isHere('zip', '-v'))('zip64, as it comes out of a pipe', async () => {
    runIn(dir, 'sh', '-c', 'cat tree/größe.txt | zip -q -fz pipe.zip -');
    expect(await listFile(at('pipe.zip'))).toMatchObject({
      entries: [file('-', 3)],
      coverage: 'complete',
      end: 'there',
    });
  });

  test.runIf(isHere('python3', '-c', 'import zipfile'))('70,000 entries by zipfile', async () => {
    const script =
      'import zipfile, sys\nz = zipfile.ZipFile(sys.argv[1], "w")\nfor n in range(70000): z.writestr(f"{n}.txt", "ab")\nz.close()';
    run('python3', '-c', script, at('many.zip'));
    const many = await readFile(at('many.zip'));
    expect(await list(many)).toMatchObject({
      total: 70_000,
      coverage: 'beginning',
      unpackedBytes: 140_000,
      end: 'there',
    });
    expect(await list(many.subarray(0, -1000))).toMatchObject({ end: 'missing' });
  });

  test('a comment, something in front and something behind do not hide it', async () => {
    const parts = [{ name: utf8('a.bin'), data: Buffer.alloc(300, 1) }];
    const whole = { entries: [file('a.bin', 300)], coverage: 'complete', end: 'there' };
    const fake = Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(19)]);
    expect(await list(buildZip(parts, { comment: fake }))).toMatchObject(whole);
    expect(await list(buildZip(parts), 'a signature of some kind')).toMatchObject(whole);
    expect(await list('PK\x03\x04 and more', buildZip(parts))).toMatchObject(whole);
  });

  test('one that has lost a piece in between has an end, and is not whole', async () => {
    const zip = await readFile(files.zip);
    const [a, b] = [zip.subarray(0, 100_000), zip.subarray(150_000)];
    expect(await list(a, b)).toMatchObject({ end: 'missing' });
    // An entry whose data would run into the directory.
    const parts = [
      { name: utf8('a.bin'), data: Buffer.alloc(300, 1), claims: { packedBytes: 301n } },
    ];
    expect(await list(buildZip(parts))).toMatchObject({ end: 'missing', coverage: 'complete' });
    expect(await list('PK\x03\x04 in front', buildZip(parts))).toMatchObject({ end: 'missing' });
  });

  test('names: UTF-8 or GBK where they can be, else code page 437', async () => {
    const names = [
      utf8('固件.bin'),
      // 门锁固件/主程序_升级.bin, as a Chinese Windows packs it.
      Buffer.from('c3c5cbf8b9ccbcfe2fd6f7b3ccd0f25fc9fdbcb62e62696e', 'hex'),
      new Uint8Array([0x84, 0x2e, 0xe1]),
      // größe.bin, Ärger.bin: all of it could be GBK as well.
      Buffer.from('677294e1652e62696e', 'hex'),
      Buffer.from('8e726765722e62696e', 'hex'),
    ];
    expect(await list(buildZip(names.map((name) => ({ name }))))).toMatchObject({
      entries: [
        file('固件.bin', 0),
        file('门锁固件/主程序_升级.bin', 0),
        file('ä.ß', 0),
        file('größe.bin', 0),
        file('Ärger.bin', 0),
      ],
    });
  });

  test('a GBK name that is longer than what is kept is cut between characters', async () => {
    const name = Buffer.concat([Buffer.from('a'), ...Array(600).fill(Buffer.from([0xb9, 0xcc]))]);
    const listing = await list(buildZip([{ name }]));
    expect(listing).toMatchObject({ entries: [{ path: `a${'固'.repeat(511)}` }] });
  });

  test.runIf(isHere('zip', '-v'))('the parts of a split one have their end elsewhere', async () => {
    await writeFile(at('noise'), randomBytes(200_000));
    runIn(dir, 'zip', '-q', '-0', '-s', '64k', 'split.zip', 'noise');
    for (const part of ['split.z01', 'split.zip']) {
      expect(await listFile(at(part))).toMatchObject({
        kind: 'zip',
        entries: [],
        end: 'elsewhere',
      });
    }
    // Nothing in a part from the middle says what it is.
    expect(await listFile(at('split.z02'))).toBeUndefined();
    // One that fits into its first part is whole.
    runIn(dir, 'zip', '-q', '-0', '-s', '64k', 'one.zip', 'tree/größe.txt');
    expect(await listFile(at('one.zip'))).toMatchObject({ end: 'there', total: 1 });
  });
});

describe('names that hide something', () => {
  const hostile = 'door\u202egpj\n\u200b.bin';
  const shown = String.raw`door\u202Egpj\u000A\u200B.bin`;

  test('are shown with escapes, whatever the archive', async () => {
    const name = utf8(hostile);
    expect(await list(buildZip([{ name }]))).toMatchObject({ entries: [{ path: shown }] });
    const tar = Buffer.concat([tarHeader(hostile, octal(0)), Buffer.alloc(1024)]);
    expect(await list(tar)).toMatchObject({ entries: [{ path: shown }] });
    const header = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);
    const packed = Buffer.concat([header, name, Buffer.of(0), gzipSync('firmware').subarray(10)]);
    expect(await list(packed)).toMatchObject({ kind: 'gz', gzip: { name: shown } });
  });
});

describe('gzip', () => {
  test('name and time of the file that was packed', async () => {
    await writeFile(at('固件 1.2.img'), Buffer.alloc(100_000, 1));
    const time = new Date('2024-05-06T07:08:10Z');
    await utimes(at('固件 1.2.img'), time, time);
    runIn(dir, 'gzip', '-N', '-k', '固件 1.2.img');
    expect(await listFile(at('固件 1.2.img.gz'))).toEqual({
      kind: 'gz',
      gzip: {
        name: '固件 1.2.img',
        modifiedAt: time.getTime(),
        unpacked: { kind: 'counted', bytes: 100_000 },
      },
      end: 'there',
    });
  });

  test('cut it has no end, down to its last byte', async () => {
    const packed = gzipSync(await readFile(files.bin));
    for (const bytes of [12, 17, 5_000, packed.byteLength - 8, packed.byteLength - 1]) {
      expect(await list(packed.subarray(0, bytes))).toMatchObject({ kind: 'gz', end: 'missing' });
    }
  });

  test('several members are one file, whichever way they came to be', async () => {
    const tar = await readFile(files.tar);
    const size = tar.byteLength;
    const whole = {
      kind: 'tar.gz',
      total: 3,
      gzip: { unpacked: { kind: 'counted', bytes: size } },
      end: 'there',
    };
    const parts = [tar.subarray(0, 100_000), tar.subarray(100_000, 300_000), tar.subarray(300_000)];
    const members = parts.map((part) => gzipSync(part));
    expect(await list(...members)).toMatchObject(whole);
    // An empty one at the end, as bgzip writes it, and zeros that fill up a block.
    expect(await list(...members, gzipSync(''), Buffer.alloc(3_000))).toMatchObject(whole);
    const all = Buffer.concat(members);
    for (const bytes of [1, 8, 9, 5_000]) {
      expect(await list(all.subarray(0, -bytes))).toMatchObject({ end: 'missing' });
    }
    const broken = Buffer.from(all);
    broken.fill(0xff, 110_000, 110_200);
    expect(await list(broken)).toMatchObject({ end: 'unknown' });
  });

  test('members that are too many to look at: no trailer tells the size of all', async () => {
    const noise = randomBytes(1024 * 1024);
    const members = Array.from({ length: 6 }, () => gzipSync(noise));
    const unknown = { kind: 'gz', gzip: { unpacked: { kind: 'unknown' } }, end: 'unknown' };
    expect(await list(...members)).toMatchObject(unknown);
    // What OpenWrt puts behind an image is no trailer of gzip's.
    const long = gzipSync(randomBytes(6 * 1024 * 1024));
    const trailer = Buffer.concat([Buffer.from('FWx0'), Buffer.alloc(12, 1)]);
    expect(await list(long, trailer)).toMatchObject(unknown);
  });

  test('followed by something it is whole, and broken it is not called cut', async () => {
    const packed = gzipSync(await readFile(files.bin));
    expect(await list(packed, 'a signature')).toMatchObject({
      gzip: { unpacked: { kind: 'counted' } },
      end: 'there',
    });
    const broken = Buffer.from(packed);
    broken.fill(0xff, 5_000, 5_200);
    expect(await list(broken)).toMatchObject({ end: 'unknown' });
  });

  test('too long to be unpacked: only what its trailer says, and the first entries', async () => {
    const long = [tarHeader('big.bin', octal(50_000_000)), Buffer.alloc(50_000_128, 1)];
    const packed = gzipSync(Buffer.concat([...long, tarHeader('b', octal(0)), Buffer.alloc(1024)]));
    expect(await list(packed)).toMatchObject({
      kind: 'tar.gz',
      entries: [file('big.bin', 50_000_000)],
      total: undefined,
      coverage: 'beginning',
      gzip: { unpacked: { kind: 'modulo-4-gib', bytes: 50_000_128 + 2048 } },
      end: 'unknown',
    });
    // The end of such a one is beyond what is looked at.
    expect(await list(packed.subarray(0, -20))).toMatchObject({ end: 'unknown' });
  });

  test('a tar archive that ends early, packed as it is', async () => {
    const tar = await readFile(files.tar);
    expect(await list(gzipSync(tar.subarray(0, 200_000)))).toMatchObject({
      kind: 'tar.gz',
      end: 'missing',
      gzip: { unpacked: { kind: 'counted', bytes: 200_000 } },
    });
  });
});
