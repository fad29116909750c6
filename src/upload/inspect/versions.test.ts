import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginDraft } from '../../app/create-package/draft.ts';
import { listArchive } from './archive-worker/list-archive.ts';
import { sourceOf } from './archive-worker/source.ts';
import { versionInAxml } from './apk-version.ts';
import { readContents } from './contents.ts';

/** The version that an image carries of itself, deep inside. */

const kept = async (name: string) =>
  gunzipSync(await readFile(join(import.meta.dirname, `made-by-tools/${name}.gz`)));
const contentsOf = (bytes: Uint8Array) =>
  readContents(new Blob([new Uint8Array(bytes)]), (file) => listArchive(sourceOf(file)));
const versionOf = async (bytes: Uint8Array) => (await contentsOf(bytes)).version;

/** Of the application that is kept. */
async function manifest(): Promise<Buffer> {
  const apk = await kept('door-lock.apk');
  return inflateRawSync(apk.subarray(30 + apk.readUInt16LE(26) + apk.readUInt16LE(28)));
}

test.each([
  ['door-lock.apk', '2.3.1'],
  ['update.mender', 'release-2.3.1'],
  ['module.mender', '2.3.1'],
  ['bundle.raucb', '2.3.1'],
  ['verity.raucb', '2.3.1'],
  ['crypt.raucb', '2.3.1'],
])('%s proposes its own version before that of its name', async (name, version) => {
  const unknown = { status: 'unavailable' } as const;
  const file = {
    name: 'door-lock-9.9.9.bin',
    size: 1,
    firmwareUrl: 'https://firmware.example/a',
    digests: { crc64: unknown, md5: unknown, sha256: unknown },
  };
  const carried = await versionOf(await kept(name));
  expect(carried).toBe(version);
  expect(beginDraft({ ...file, version: carried }).destVersion).toBe(version);
  expect(beginDraft({ ...file, version: undefined }).destVersion).toBe('9.9.9');
});

describe('Mender', () => {
  /** A tar archive of these files, as the format wants them, in their order. */
  function tar(files: Readonly<Record<string, string | Buffer>>): Buffer {
    const blocks = Object.entries(files).flatMap(([path, content]) => {
      const data = Buffer.from(content);
      const header = Buffer.alloc(512);
      header.write(path, 0);
      header.write(`${data.byteLength.toString(8).padStart(11, '0')}\0`, 124);
      header.write('        0', 148);
      header.write('ustar\x0000', 257);
      const sum = header.reduce((total, byte) => total + byte, 0);
      header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
      return [header, data, Buffer.alloc((512 - (data.byteLength % 512)) % 512)];
    });
    return Buffer.concat([...blocks, Buffer.alloc(1024)]);
  }
  const artifact = (info: string, header = 'header.tar.gz') => {
    const inner = tar({ 'header-info': info });
    return tar({
      version: '{"format":"mender","version":3}',
      manifest: 'ab  version\n',
      [header]: header.endsWith('.gz') ? gzipSync(inner) : inner,
    });
  };

  test.each([
    ['as format 3 has it', '{"artifact_provides":{"artifact_name":"2.4.0"}}', '2.4.0'],
    ['as format 2 had it', '{"artifact_name":"lock-7","updates":[]}', 'lock-7'],
    ['a name without a number is none', '{"artifact_name":"lock"}', undefined],
    ['a name that is no text is none', '{"artifact_name":7}', undefined],
    ['what is no JSON has none', '{"artifact_name":', undefined],
  ])('%s', async (_, info, version) => {
    expect(await versionOf(artifact(info))).toBe(version);
    expect(await versionOf(artifact(info, 'header.tar'))).toBe(version);
  });

  test('a header that is packed otherwise stays closed', async () => {
    const contents = await contentsOf(artifact('{"artifact_name":"2.4.0"}', 'header.tar.xz'));
    expect(contents).toMatchObject({ image: 'Mender artifact', packing: 'tar' });
    expect(contents.version).toBeUndefined();
  });

  test('a header of a gigabyte of zeros is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const bytes = tar({
      version: '{"format":"mender","version":3}',
      manifest: '',
      'header.tar.gz': bomb,
    });
    expect(await versionOf(bytes)).toBeUndefined();
  });
});

describe('an Android manifest', () => {
  /** Type and value of the n-th attribute of its first element, which begins here. */
  const ELEMENT_AT = 0x2a8;
  const attributeAt = (index: number) => ELEMENT_AT + 36 + index * 20;

  test('without a name of the version has its number', async () => {
    const xml = await manifest();
    // The name points into a table of resources.
    xml[attributeAt(1) + 15] = 0x01;
    expect(versionInAxml(xml)).toBe('20301');
    xml[attributeAt(0) + 15] = 0x01;
    expect(versionInAxml(xml)).toBeUndefined();
  });

  test('that is stored without being packed is read as well', async () => {
    const xml = await manifest();
    expect(versionInAxml(xml)).toBe('2.3.1');
    expect(await versionOf(zipOf(xml, 0))).toBe('2.3.1');
    expect(await versionOf(zipOf(deflateRawSync(xml), 8, xml.byteLength))).toBe('2.3.1');
    // A method that browsers do not unpack.
    expect(await versionOf(zipOf(xml, 93))).toBeUndefined();
  });

  test('that is text, as sources have it, names no version', async () => {
    const contents = await contentsOf(zipOf(Buffer.from('<manifest/>'), 0));
    expect(contents).toMatchObject({ packing: 'apk' });
    expect(contents.version).toBeUndefined();
  });

  /** A zip archive of the manifest alone. */
  function zipOf(packed: Buffer, method: number, bytes = packed.byteLength): Buffer {
    const name = Buffer.from('AndroidManifest.xml');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(packed.byteLength, 14);
    common.writeUInt32LE(bytes, 18);
    common.writeUInt16LE(name.byteLength, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, packed]);
    const central = Buffer.concat([
      Buffer.from('PK\x01\x02\x14\0', 'latin1'),
      common,
      Buffer.alloc(14),
      name,
    ]);
    const end = Buffer.alloc(22);
    end.write('PK\x05\x06');
    end.writeUInt16LE(1, 8);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(central.byteLength, 12);
    end.writeUInt32LE(local.byteLength, 16);
    return Buffer.concat([local, central, end]);
  }
});

describe('damaged anywhere, an image is read to an end, and shows a text or nothing', () => {
  const places = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 8,
  });

  test.each([
    'door-lock.apk',
    'update.mender',
    'module.mender',
    'bundle.raucb',
    'verity.raucb',
    'external.itb',
    'stripped.elf',
    'many.zstd',
    'many.lz4',
    'many.vcdiff',
    'many.xz',
  ])('%s', { timeout: 60_000 }, async (name) => {
    const image = await kept(name);
    await fc.assert(
      fc.asyncProperty(places, fc.boolean(), async (changes, isCut) => {
        const bytes = Buffer.from(image);
        for (const [at, byte] of changes) bytes[at % bytes.byteLength] = byte;
        const { version, cut } = await contentsOf(
          isCut ? bytes.subarray(0, (changes[0]?.[0] ?? 0) % bytes.byteLength) : bytes,
        );
        expect(['string', 'undefined']).toContain(typeof version);
        expect(Number.isNaN(cut?.needed)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('a manifest of Android', { timeout: 60_000 }, async () => {
    const xml = await manifest();
    fc.assert(
      fc.property(places, (changes) => {
        const bytes = Buffer.from(xml);
        for (const [at, byte] of changes) bytes[at % bytes.byteLength] = byte;
        expect(['string', 'undefined']).toContain(typeof versionInAxml(bytes));
      }),
      { numRuns: 1_000 },
    );
  });
});
