import { expect, test } from 'vitest';
import type { ArchiveEntry } from '../../upload/inspect/archive-worker/listing.ts';
import { SHOWN_MAX, shownEntries } from './shown-entries.ts';

const entry = (path: string): ArchiveEntry => ({ path, bytes: 1, kind: 'file' });
const many = Array.from({ length: 1_434 }, (_, index) => entry(`lib/${index}.so`));

test('the first of them, and how many there are in all', () => {
  const { lines, total } = shownEntries(many, 9_999, '');
  expect(lines.map(({ entry }) => entry)).toEqual(many.slice(0, SHOWN_MAX));
  expect(total).toBe(9_999);
  expect(shownEntries(many, undefined, '  ')).toMatchObject({ total: undefined });
});

test('a filter looks at all that were listed, whatever their case', () => {
  const found = shownEntries([...many, entry('META-INF/固件.RSA')], 9_999, ' inf/固件.rsa ');
  expect(found).toEqual({ lines: [{ place: 1_434, entry: entry('META-INF/固件.RSA') }], total: 1 });
  expect(shownEntries(many, 9_999, 'LIB/')).toMatchObject({ total: many.length });
  expect(shownEntries(many, 9_999, 'nothing of the kind')).toEqual({ lines: [], total: 0 });
});

test('what stands for an invisible character is found as it is seen', () => {
  const path = String.raw`a\u202Eb`;
  expect(shownEntries([entry(path)], 1, String.raw`\u202e`)).toMatchObject({ total: 1 });
});
