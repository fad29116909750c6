import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildTar, buildZip, utf8 } from '../../testing/built-archives.ts';
import { unzip } from '../../testing/firmware-files.ts';
import { contentsOf, madeByTool } from '../../testing/made-by-tools.ts';
import { versionInAxml } from './apk-version.ts';

/** The version that an image carries of itself, deep inside; those of genuine files stand in genuine-images.test.ts. */

const versionOf = async (bytes: Uint8Array) => (await contentsOf(bytes)).version;

/** Of the application that is kept. */
const manifest = async () => unzip(await madeByTool('door-lock.apk'), 'AndroidManifest.xml');

describe('Mender', () => {
  const artifact = (info: string, header = 'header.tar.gz') => {
    const inner = buildTar([['header-info', info]]);
    return buildTar([
      ['version', '{"format":"mender","version":3}'],
      ['manifest', 'ab  version\n'],
      [header, header.endsWith('.gz') ? gzipSync(inner) : inner],
    ]);
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
    const bytes = buildTar([
      ['version', '{"format":"mender","version":3}'],
      ['manifest', ''],
      ['header.tar.gz', bomb],
    ]);
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
  function zipOf(data: Buffer, method: number, bytes = data.byteLength): Buffer {
    const claims = { bytes: BigInt(bytes) };
    return buildZip([{ name: utf8('AndroidManifest.xml'), data, method, claims }]);
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
  ])('%s', async (name) => {
    const image = await madeByTool(name);
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

  test('a manifest of Android', async () => {
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
