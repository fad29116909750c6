import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, readRoute, type Route } from './route.ts';

test.each<readonly [hash: string, route: Route]>([
  ['', { page: 'uploads' }],
  ['#', { page: 'uploads' }],
  ['#elsewhere', { page: 'uploads' }],
  ['#receipts', { page: 'receipts' }],
  ['#receipts/', { page: 'receipts' }],
  ['#receipts/abc-000001', { page: 'receipts', id: 'abc-000001' }],
  ['#receipts/%E0%A4%A', { page: 'receipts' }],
  ['#receipts/a/b', { page: 'uploads' }],
])('%s is read as %o', (hash, route) => {
  expect(readRoute(hash)).toEqual(route);
});

test('every receipt has an address of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (id) => {
      expect(readRoute(hashOf({ page: 'receipts', id }))).toEqual({ page: 'receipts', id });
    }),
  );
});

test('whatever is behind the # can be read', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(['uploads', 'receipts']).toContain(readRoute(`#${text}`).page);
    }),
  );
});
