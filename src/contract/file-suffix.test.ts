import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FILE_SUFFIXES, readSuffix, suffixOf } from './file-suffix.ts';

test.each([
  ['app.bin', 'bin'],
  ['digicap.dav', 'dav'],
  ['Tool.APK', 'apk'],
  ['rootfs.tar', 'tar'],
  ['kernel.gz', 'gz'],
  ['rootfs_4.2.0-rc3.tar.gz', 'tar.gz'],
  ['ROOTFS.TAR.GZ', 'tar.gz'],
  ['pack.zip', 'zip'],
  ['pack.gzip', 'gzip'],
  ['trailing.bin ', 'bin'],
])('%s is %s', (name, suffix) => {
  expect(suffixOf(name)).toBe(suffix);
  expect(readSuffix(name)).toEqual({ kind: 'certain', suffix });
});

test.each([
  ['disk.img', 'bin', { kind: 'unknown-ending', ending: 'img' }],
  ['app.hex', 'bin', { kind: 'unknown-ending', ending: 'hex' }],
  ['router.FW', 'bin', { kind: 'unknown-ending', ending: 'fw' }],
  ['rootfs.tgz', 'tar.gz', { kind: 'tar-gz-alias', ending: 'tgz' }],
  ['tar.xz', 'bin', { kind: 'unknown-ending', ending: 'xz' }],
  ['firmware', 'bin', { kind: 'no-ending' }],
  ['mybin', 'bin', { kind: 'no-ending' }],
])('%s waits with %s proposed', (name, proposal, doubt) => {
  expect(readSuffix(name)).toEqual({ kind: 'in-doubt', proposal, doubt });
});

test('whatever comes before it, the longest suffix at the end of a name wins', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...FILE_SUFFIXES), (stem, suffix) => {
      const found = suffixOf(`${stem}.${suffix}`);
      expect(found).toBe(suffix === 'gz' && /\.tar$/i.test(stem) ? 'tar.gz' : suffix);
    }),
  );
});
