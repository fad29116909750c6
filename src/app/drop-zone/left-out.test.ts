import { expect, test } from 'vitest';
import { isLeftOut, withoutLeftOut } from './left-out.ts';

test.each([
  '._lock.bin',
  'release/._lock.bin',
  '__MACOSX/lock.bin',
  'release/__MACOSX/boardA/lock.bin',
  '.DS_Store',
  'release/.ds_store',
  'release/Desktop.ini',
  'thumbs.db',
  'release/~$notes.docx',
  'release/.git/objects/4b/825dc642cb6eb9a060e54bf8d69288fbee4904',
  './.svn/wc.db',
  'module/.git',
])('%s is left out', (path) => {
  expect(isLeftOut(path)).toBe(true);
});

test.each([
  'lock.bin',
  '.hidden.bin',
  '_lock.bin',
  'release/~lock.bin',
  'release.git/lock.bin',
  '.github/lock.bin',
  'desktop.ini.bin',
  'DS_Store',
  '',
])('%s is not', (path) => {
  expect(isLeftOut(path)).toBe(false);
});

test('the path is the one of the drop, the one of the folder field, or the name', () => {
  const plain = new File(['a'], 'lock.bin');
  const dropped = Object.defineProperty(new File(['a'], 'config'), 'relativePath', {
    value: '/release/.git/config',
  });
  const chosen = Object.defineProperty(new File(['a'], 'wc.db'), 'webkitRelativePath', {
    value: 'release/.svn/wc.db',
  });
  expect(withoutLeftOut([plain, dropped, chosen])).toEqual({ kept: [plain], leftOut: 2 });
});
