import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentsOf } from '../../testing/made-by-tools.ts';
import type { Contents, Oddity } from '../model/contents.ts';
import { readContents } from './contents.ts';
import { judgeSuffix } from '../model/suffix-check.ts';

/** What is text, or blank, from its first byte to its last. */

const oddityOf = async (...parts: readonly (string | Uint8Array)[]) =>
  (await contentsOf(...parts)).oddity;

function utf16(text: string, isBigEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 1) {
    view.setUint16(at * 2, text.charCodeAt(at), !isBigEndian);
  }
  return bytes;
}

const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 1245184\n`;
const HTML = '<html><body>Sign in</body></html>';
const NDJSON = '{"time":1,"level":"info"}\n{"time":2,"level":"error"}\n';
const PEM = `-----BEGIN CERTIFICATE-----\n${'MIIB'.repeat(16)}\n-----END CERTIFICATE-----\n`;
const BASE64 = Buffer.from(Array.from({ length: 900 }, (_, at) => (at * 7) % 251)).toString(
  'base64',
);

test.each<readonly [string, string | Uint8Array, Oddity]>([
  ['a Git LFS pointer', LFS, 'lfs-pointer'],
  ['the answer of a web server without the file', '404: Not Found', 'server-message'],
  ['the answer of a web firewall', 'error code: 1015', 'server-message'],
  ['an answer with its status line', 'HTTP/1.1 502 Bad Gateway\r\n', 'server-message'],
  ['an answer without a status', 'Access denied\n', 'server-message'],
  [
    'a script of a sign-in page',
    '<script>top.self.location.href="http://10.0.0.1/"</script>',
    'web-page',
  ],
  ['a page behind a comment', `<!-- maintenance -->\n${HTML}`, 'web-page'],
  ['a page in UTF-16', utf16(`\ufeff${HTML}`, false), 'web-page'],
  ['a page in UTF-16, the other way round', utf16(`\ufeff${HTML}`, true), 'web-page'],
  ['a page in UTF-16 without its mark', utf16(HTML, false), 'web-page'],
  ['a page in GBK', Uint8Array.of(...Buffer.from('<html>'), 0xb5, 0xc7, 0xc2, 0xbc), 'web-page'],
  ['a JSON error', '{"message":"Not Found"}', 'json'],
  ['JSON that is longer than what is read at once', `{"a":"${'x'.repeat(200_000)}"}`, 'json'],
  ['a JSON value in each line', NDJSON, 'json'],
  ['many JSON values, one in each line', NDJSON.repeat(5_000), 'json'],
  ['XML', '<?xml version="1.0"?>\n<manifest package="a"/>', 'xml'],
  ['base64', BASE64, 'base64'],
  ['base64 in lines', BASE64.replace(/.{76}/g, '$&\r\n'), 'base64'],
  ['base64 that was cut', BASE64.slice(0, 1001), 'base64'],
  ['a certificate', PEM, 'pem'],
  ['a link that became text', '../release/lock-2.0.1.bin', 'link'],
  ['a link to a neighbour that became text', 'lock-2.0.1.bin', 'link'],
  ['a script', '#!/bin/sh\nexit 0\n', 'script'],
  ['YAML', 'version: 2.0.1\nboard: lock\n', 'text'],
  ['words', 'firmware of a lock', 'text'],
  ['Chinese words', '门锁固件的说明', 'text'],
  ['a letter across two reads', `${'x'.repeat(65_535)}门${'y'.repeat(1_048_575)}锁`, 'text'],
])('%s is named for what it is', async (_, content, oddity) => {
  expect(await oddityOf(content)).toBe(oddity);
});

const members = (...texts: readonly (string | Uint8Array)[]) =>
  Buffer.concat(texts.map((text) => gzipSync(text)));

function damaged(packed: Buffer): Buffer {
  packed[packed.byteLength - 6] = (packed.at(-6) ?? 0) ^ 0xff;
  return packed;
}

test.each<readonly [string, Contents['oddity'], Uint8Array]>([
  ['a web page', 'packed-text', members(HTML)],
  ['JSON values', 'packed-text', members(NDJSON)],
  ['a Git LFS pointer', 'packed-text', members(LFS)],
  ['words', 'packed-text', members('words')],
  ['three pages in three members', 'packed-text', members(HTML, HTML, HTML)],
  ['a text behind an empty member', 'packed-text', members('', NDJSON)],
  [
    'a text, with zeros behind it',
    'packed-text',
    Buffer.concat([members(HTML), Buffer.alloc(2_000)]),
  ],
  ['a text that was cut', 'cut-gzip', members(HTML, HTML).subarray(0, -4)],
  [
    'a text whose second member is damaged',
    undefined,
    damaged(members('x'.repeat(200), 'x'.repeat(200))),
  ],
  ['a text and a member that is none', undefined, members(HTML, Uint8Array.of(0, 1, 2))],
  ['a text with one byte that is none', undefined, members(`${'x'.repeat(3_000_000)}\0`)],
  // Of unknown length, it is not unpacked without end.
  ['a text of 40 MB', undefined, members('x'.repeat(40_000_000))],
  ['nothing', 'packed-empty', members('')],
  ['zeros', 'packed-zeros', members(new Uint8Array(100_000))],
  ['erased flash', 'packed-blank', members(new Uint8Array(100_000).fill(0xff))],
])('%s in gzip: %s', async (_, oddity, packed) => {
  expect(await contentsOf(packed)).toMatchObject({ packing: 'gz', oddity });
});

describe('what holds nothing waits as such', () => {
  /** As `tar cf a.tar -T /dev/null` writes it, and the same in gzip. */
  const tar = new Uint8Array(10_240);
  const tarGz = gzipSync(tar);
  const zip = new Uint8Array(22);
  zip.set([0x50, 0x4b, 5, 6]);
  /** As each tool writes it for no files, or for an empty one; read from a pipe, where the size is not known. */
  const by = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  const sevenZip = by(`377abcaf271c0004 8d9bd50f ${'00'.repeat(20)}`);
  const xz = by('fd377a585a000004e6d6b446 00000000 1cdf4421 1fb6f37d 01000000 0004595a');
  const cpio = `070701${'0'.repeat(40)}00000001${'0'.repeat(40)}0000000B00000000TRAILER!!!\0\0\0\0`;

  test.each<readonly [string, string | Uint8Array, Oddity, string]>([
    ['a.tar', tar, 'empty-archive', 'tar'],
    ['a.tar.gz', tarGz, 'empty-archive', 'tar.gz'],
    ['a.tgz', tarGz, 'empty-archive', 'tar.gz'],
    ['a.zip', zip, 'empty-archive', 'zip'],
    ['a.apk', zip, 'empty-archive', 'apk'],
    ['a.bin', sevenZip, 'empty-archive', 'bin'],
    ['a.bin', cpio, 'empty-archive', 'bin'],
    ['a.gz', gzipSync(''), 'packed-empty', 'gz'],
    ['a.bin', xz, 'packed-empty', 'bin'],
    ['a.bin', by('425a6839 177245385090 00000000'), 'packed-empty', 'bin'],
    ['a.bin', by('28b52ffd 24 00 010000 99e9d851'), 'packed-empty', 'bin'],
    ['a.bin', by('04224d18 6440a7 00000000 055dcc02'), 'packed-empty', 'bin'],
    // The same bytes by other names, and what no tar archive consists of.
    ['a.bin', tar, 'blank', 'bin'],
    ['a.gz', tarGz, 'packed-blank', 'gz'],
    ['a.tar', new Uint8Array(10_240).fill(0xff), 'blank', 'tar'],
  ])('%s', async (name, content, oddity, proposal) => {
    expect(judgeSuffix(name, 'auto', await contentsOf(content))).toEqual({
      kind: 'in-doubt',
      proposal,
      doubt: { kind: 'odd', oddity },
    });
  });
});

test.each([
  ['Intel HEX', ':0400000001020304F2\n'],
  ['Intel HEX', ':00000001FF\n'],
  ['Motorola S-record', 'S9030000FC\r\n'],
  ['TI-TXT', '@F000\n31 40 00 03 B2 40 80 5A 20 01\n@FFFE\n00 F0\nq\n'],
  ['Verilog memory image', '// boot\n@00000000\n00000297 02028593\n'],
  ['Tektronix extended HEX', '%1A626810000000202020202020\n%0781010\n'],
])('%s is firmware, and packed in gzip it is, too', async (image, text) => {
  expect(await contentsOf(text)).toMatchObject({ packing: undefined, image, oddity: undefined });
  expect(await contentsOf(gzipSync(text))).toMatchObject({ oddity: undefined });
});

describe('a byte that is no text, or not blank, lets a file go wherever it stands', () => {
  const size = 2_500_000;
  const place = fc.oneof(
    fc.integer({ min: 0, max: size - 1 }),
    fc.constantFrom(0, 65_535, 65_536, 65_536 + 1_048_575, 65_536 + 1_048_576, size - 1),
  );

  test.each([
    ['text', 0x61],
    ['zeros', 0x00],
    ['blank', 0xff],
  ] as const)('%s of %i', async (oddity, fill) => {
    const bytes = new Uint8Array(size).fill(fill);
    expect(await oddityOf(bytes)).toBe(oddity);
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        bytes[at] = 0x01;
        expect(await oddityOf(bytes)).toBeUndefined();
        bytes[at] = fill;
      }),
      { numRuns: 40 },
    );
  });
});

test('a blank file costs one read of each byte, in pieces, any other one its beginning alone', async () => {
  let [bytesRead, largest] = [0, 0];
  class Counted extends Blob {
    override slice(from = 0, to = this.size): Blob {
      const bytes = Math.min(to, this.size) - Math.max(0, from);
      bytesRead += bytes;
      largest = Math.max(largest, bytes);
      return super.slice(from, to);
    }
  }
  const look = async (...parts: readonly BlobPart[]) => {
    bytesRead = 0;
    await readContents(new Counted([...parts]), () => Promise.resolve(undefined));
    return bytesRead;
  };
  const nothing = new Uint8Array(4_000_000);
  expect(await look(nothing)).toBeLessThan(4_000_000 + 200_000);
  // The page's thread looks at one piece at a time.
  expect(largest).toBeLessThanOrEqual(1024 * 1024);
  expect(await look(Uint8Array.of(1), nothing)).toBeLessThan(200_000);
});
