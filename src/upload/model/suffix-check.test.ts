import { expect, test } from 'vitest';
import { FILE_SUFFIXES } from '../../contract/file-suffix.ts';
import { NOTHING_KNOWN, type Contents } from './contents.ts';
import { judgeSuffix } from './suffix-check.ts';

const packed = (packing: Contents['packing']): Contents => ({ ...NOTHING_KNOWN, packing });

test.each([
  ['a.bin', packed(undefined), 'bin'],
  ['a.gz', packed('gz'), 'gz'],
  ['a.gzip', packed('gz'), 'gzip'],
  ['a.tar.gz', packed('tar.gz'), 'tar.gz'],
  ['a.tar', packed('tar'), 'tar'],
  ['a.zip', packed('zip'), 'zip'],
  ['a.apk', packed('apk'), 'apk'],
  // Firmware of recorders comes in many shapes.
  ['a.dav', packed('gz'), 'dav'],
  ['a.dav', packed(undefined), 'dav'],
])('%s goes without a question when the bytes agree: %o', (name, contents, suffix) => {
  expect(judgeSuffix(name, 'auto', contents)).toEqual({ kind: 'certain', suffix });
});

test.each([
  ['a.bin', 'bin', 'gz'],
  ['a.bin', 'bin', 'zip'],
  ['a.gz', 'gz', 'tar.gz'],
  ['a.gzip', 'gzip', 'tar.gz'],
  ['a.tar.gz', 'tar.gz', 'gz'],
  ['a.zip', 'zip', 'apk'],
  ['a.apk', 'apk', 'zip'],
  ['a.tar', 'tar', 'zip'],
] as const)('%s says %s, its bytes say %s: that is proposed', (name, named, packing) => {
  expect(judgeSuffix(name, 'auto', packed(packing))).toEqual({
    kind: 'in-doubt',
    proposal: packing,
    doubt: { kind: 'packed', named, packing },
  });
});

test.each(['tar', 'gz', 'gzip', 'tar.gz', 'zip', 'apk'] as const)(
  'a.%s that is nothing of the kind is asked about',
  (named) => {
    expect(judgeSuffix(`a.${named}`, 'auto', NOTHING_KNOWN)).toEqual({
      kind: 'in-doubt',
      proposal: 'bin',
      doubt: { kind: 'not-packed', named },
    });
  },
);

test('a name that says nothing gets the proposal of its bytes', () => {
  expect(judgeSuffix('firmware', 'auto', packed('zip'))).toEqual({
    kind: 'in-doubt',
    proposal: 'zip',
    doubt: { kind: 'packed', named: undefined, packing: 'zip' },
  });
  expect(judgeSuffix('firmware.img', 'auto', NOTHING_KNOWN)).toMatchObject({
    proposal: 'bin',
    doubt: { kind: 'unknown-ending' },
  });
  expect(judgeSuffix('a.tgz', 'auto', packed('tar.gz'))).toMatchObject({
    proposal: 'tar.gz',
    doubt: { kind: 'tar-gz-alias' },
  });
  expect(judgeSuffix('a.tgz', 'auto', packed('gz'))).toMatchObject({ proposal: 'gz' });
});

test.each([
  ['gz', 'gz'],
  ['gz', 'tar.gz'],
  ['gzip', 'tar.gz'],
  ['zip', 'apk'],
  ['tar', 'tar'],
  ['apk', 'apk'],
  ['bin', 'zip'],
  ['bin', undefined],
  ['dav', 'gz'],
  ['dav', undefined],
] as const)('%s, chosen for what is %s, is what the user may mean', (choice, packing) => {
  expect(judgeSuffix('a.zip', choice, packed(packing))).toEqual({
    kind: 'certain',
    suffix: choice,
  });
});

test.each([
  ['zip', undefined, 'bin'],
  ['zip', 'gz', 'gz'],
  ['gz', 'zip', 'zip'],
  ['tar.gz', 'gz', 'gz'],
  ['apk', 'zip', 'zip'],
  ['tar', 'tar.gz', 'tar.gz'],
] as const)('%s, chosen for what is %s, is asked about', (choice, packing, proposal) => {
  expect(judgeSuffix('a.bin', choice, packed(packing))).toEqual({
    kind: 'in-doubt',
    proposal,
    doubt: { kind: 'chosen-otherwise', named: choice, packing },
  });
});

test.each(['README.md', 'notes.TXT', 'board.png'])('%s is hardly firmware', (name) => {
  expect(judgeSuffix(name, 'auto', NOTHING_KNOWN)).toEqual({
    kind: 'in-doubt',
    proposal: 'bin',
    doubt: { kind: 'odd', oddity: 'document' },
  });
});

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
