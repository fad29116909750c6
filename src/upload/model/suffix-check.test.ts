import { expect, test } from 'vitest';
import { FILE_SUFFIXES, type FileSuffix } from '../../contract/file-suffix.ts';
import { NOTHING_KNOWN, type Contents, type Packing } from './contents.ts';
import { judgeSuffix } from './suffix-check.ts';

const packed = (packing: Contents['packing']): Contents => ({ ...NOTHING_KNOWN, packing });

test.each([
  ['a.bin', 'auto', undefined, 'bin'],
  ['a.gz', 'auto', 'gz', 'gz'],
  ['a.gzip', 'auto', 'gz', 'gzip'],
  ['a.tar.gz', 'auto', 'tar.gz', 'tar.gz'],
  ['a.tar', 'auto', 'tar', 'tar'],
  ['a.zip', 'auto', 'zip', 'zip'],
  ['a.apk', 'auto', 'apk', 'apk'],
  // Firmware of recorders comes in many shapes.
  ['a.dav', 'auto', 'gz', 'dav'],
  ['a.dav', 'auto', undefined, 'dav'],
  // What the user may mean.
  ['a.zip', 'gz', 'gz', 'gz'],
  ['a.zip', 'gz', 'tar.gz', 'gz'],
  ['a.zip', 'gzip', 'tar.gz', 'gzip'],
  ['a.zip', 'zip', 'apk', 'zip'],
  ['a.zip', 'tar', 'tar', 'tar'],
  ['a.zip', 'apk', 'apk', 'apk'],
  ['a.zip', 'bin', 'zip', 'bin'],
  ['a.zip', 'bin', undefined, 'bin'],
  ['a.zip', 'dav', 'gz', 'dav'],
  ['a.zip', 'dav', undefined, 'dav'],
] as const)('%s, chosen as %s and packed as %s, goes as %s', (name, choice, packing, suffix) => {
  expect(judgeSuffix(name, choice, packed(packing))).toEqual({ kind: 'certain', suffix });
});

const isPacked = (named: FileSuffix | undefined, packing: Packing) =>
  ({ kind: 'packed', named, packing }) as const;
const isNotPacked = (named: FileSuffix) => ({ kind: 'not-packed', named }) as const;
const isOtherwise = (named: FileSuffix, packing: Packing | undefined) =>
  ({ kind: 'chosen-otherwise', named, packing }) as const;

test.each([
  ['a.bin', 'auto', 'gz', 'gz', isPacked('bin', 'gz')],
  ['a.bin', 'auto', 'zip', 'zip', isPacked('bin', 'zip')],
  ['a.gz', 'auto', 'tar.gz', 'tar.gz', isPacked('gz', 'tar.gz')],
  ['a.gzip', 'auto', 'tar.gz', 'tar.gz', isPacked('gzip', 'tar.gz')],
  ['a.tar.gz', 'auto', 'gz', 'gz', isPacked('tar.gz', 'gz')],
  ['a.zip', 'auto', 'apk', 'apk', isPacked('zip', 'apk')],
  ['a.apk', 'auto', 'zip', 'zip', isPacked('apk', 'zip')],
  ['a.tar', 'auto', 'zip', 'zip', isPacked('tar', 'zip')],
  ['firmware', 'auto', 'zip', 'zip', isPacked(undefined, 'zip')],
  ['a.tar', 'auto', undefined, 'bin', isNotPacked('tar')],
  ['a.gz', 'auto', undefined, 'bin', isNotPacked('gz')],
  ['a.gzip', 'auto', undefined, 'bin', isNotPacked('gzip')],
  ['a.tar.gz', 'auto', undefined, 'bin', isNotPacked('tar.gz')],
  ['a.zip', 'auto', undefined, 'bin', isNotPacked('zip')],
  ['a.apk', 'auto', undefined, 'bin', isNotPacked('apk')],
  ['a.img', 'auto', undefined, 'bin', { kind: 'unknown-ending', ending: 'img' }],
  ['a.tgz', 'auto', 'tar.gz', 'tar.gz', { kind: 'tar-gz-alias', ending: 'tgz' }],
  ['a.tgz', 'auto', 'gz', 'gz', isPacked(undefined, 'gz')],
  ['a.bin', 'zip', undefined, 'bin', isOtherwise('zip', undefined)],
  ['a.bin', 'zip', 'gz', 'gz', isOtherwise('zip', 'gz')],
  ['a.bin', 'gz', 'zip', 'zip', isOtherwise('gz', 'zip')],
  ['a.bin', 'tar.gz', 'gz', 'gz', isOtherwise('tar.gz', 'gz')],
  ['a.bin', 'apk', 'zip', 'zip', isOtherwise('apk', 'zip')],
  ['a.bin', 'tar', 'tar.gz', 'tar.gz', isOtherwise('tar', 'tar.gz')],
  ['README.md', 'auto', undefined, 'bin', { kind: 'odd', oddity: 'document' }],
  ['notes.TXT', 'auto', undefined, 'bin', { kind: 'odd', oddity: 'document' }],
  ['board.png', 'auto', undefined, 'bin', { kind: 'odd', oddity: 'document' }],
  ['a.tgz', 'auto', undefined, 'bin', isNotPacked('tar.gz')],
  ['a.bin.crdownload', 'auto', undefined, 'bin', { kind: 'odd', oddity: 'unfinished-download' }],
  ['a.tar.gz.PART', 'auto', 'tar.gz', 'tar.gz', { kind: 'odd', oddity: 'unfinished-download' }],
  ['a.zip.download', 'zip', 'zip', 'zip', { kind: 'odd', oddity: 'unfinished-download' }],
] as const)(
  '%s, chosen as %s and packed as %s, waits, and %s is proposed: %o',
  (name, choice, packing, proposal, doubt) => {
    const verdict = { kind: 'in-doubt', proposal, doubt };
    expect(judgeSuffix(name, choice, packed(packing))).toEqual(verdict);
  },
);

test('what was settled on an earlier visit is not asked again, but what is hardly firmware is', () => {
  for (const settled of FILE_SUFFIXES) {
    expect(judgeSuffix('a.zip', { settled }, packed('tar'))).toEqual({
      kind: 'certain',
      suffix: settled,
    });
    expect(
      judgeSuffix('a.zip', { settled }, { ...NOTHING_KNOWN, oddity: 'web-page' }),
    ).toMatchObject({ proposal: settled, doubt: { kind: 'odd' } });
  }
});

test('what is hardly firmware is asked about, whatever the user has chosen', () => {
  for (const choice of FILE_SUFFIXES) {
    expect(judgeSuffix('a.zip', choice, { ...NOTHING_KNOWN, oddity: 'web-page' })).toEqual({
      kind: 'in-doubt',
      proposal: choice,
      doubt: { kind: 'odd', oddity: 'web-page' },
    });
  }
});

test('bytes that could not be read contradict nothing', () => {
  expect(judgeSuffix('a.zip', 'auto', undefined)).toEqual({ kind: 'certain', suffix: 'zip' });
  expect(judgeSuffix('a.zip', 'bin', undefined)).toEqual({ kind: 'certain', suffix: 'bin' });
  expect(judgeSuffix('a', 'auto', undefined)).toMatchObject({ kind: 'in-doubt', proposal: 'bin' });
});

test('an OpenWrt sysupgrade image named bin is a tar archive, and bin is still proposed first', () => {
  const sysupgrade: Contents = { ...packed('tar'), image: 'OpenWrt sysupgrade' };
  expect(judgeSuffix('openwrt-sysupgrade.bin', 'auto', sysupgrade)).toEqual({
    kind: 'in-doubt',
    proposal: 'bin',
    doubt: { kind: 'sysupgrade' },
  });
  expect(judgeSuffix('openwrt-sysupgrade.tar', 'auto', sysupgrade)).toEqual({
    kind: 'certain',
    suffix: 'tar',
  });
});

test('text whose name says so lies beside firmware, text named bin stands in its place', () => {
  const text: Contents = { ...NOTHING_KNOWN, oddity: 'text' };
  const oddityOf = (name: string) => judgeSuffix(name, 'auto', text);
  expect(oddityOf('notes.txt')).toMatchObject({ doubt: { kind: 'odd', oddity: 'document' } });
  expect(oddityOf('lock.bin')).toMatchObject({ doubt: { kind: 'odd', oddity: 'text' } });
});
