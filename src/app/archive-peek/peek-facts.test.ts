import { expect, test } from 'vitest';
import { english } from '../locales/english/catalog.ts';
import type { GzipFacts, Listing } from '../../upload/inspect/archive-worker/listing.ts';
import { createFormat } from '../locales/format.ts';
import { factsOf, warningsOf } from './peek-facts.ts';

const format = createFormat('en');
const facts = (listing: Listing, isApk = false) => factsOf(listing, isApk, english.peek, format);
const warnings = (listing: Listing) => warningsOf(listing, english.peek, format);

const whole = {
  kind: 'zip',
  entries: [{ path: 'a.bin', bytes: 2048, kind: 'file' }],
  total: 1,
  coverage: 'complete',
  unpackedBytes: 2048,
  manifest: 'missing',
  end: 'there',
} as const satisfies Listing;
const gz = (unpacked: GzipFacts['unpacked']): Listing => ({
  kind: 'gz',
  gzip: { name: undefined, modifiedAt: undefined, unpacked },
  end: 'unknown',
  uniform: undefined,
});

test('the manifest matters for an application, and for a zip archive that has one', () => {
  expect(facts(whole)).toEqual(['Entries: 1', 'Unpacked: 2\u00a0KiB']);
  expect(facts(whole, true)).toContain('AndroidManifest.xml: missing');
  expect(facts({ ...whole, manifest: 'there' })).toContain('AndroidManifest.xml: present');
});

test('a size that only the trailer gives is not stated as certain', () => {
  expect(facts(gz({ kind: 'counted', bytes: 1024 }))).toEqual(['Unpacked: 1\u00a0KiB']);
  expect(facts(gz({ kind: 'modulo-4-gib', bytes: 1024 }))).toEqual([
    'Unpacked: 1\u00a0KiB, or that and a multiple of 4 GiB',
  ]);
  expect(facts(gz({ kind: 'unknown' }))).toEqual(['Unpacked: unknown']);
});

test('what was not looked at is neither counted nor passed over', () => {
  const some = { ...whole, total: undefined, unpackedBytes: undefined } as const;
  expect(facts({ ...some, coverage: 'beginning' })).toEqual(['Entries: 1 or more']);
  expect(warnings({ ...some, coverage: 'beginning' })).toEqual(['Only the first 1 were read.']);
  expect(warnings({ ...some, coverage: 'until-damage' })).toEqual([english.peek.damage]);
  expect(warnings({ ...some, coverage: 'until-damage', end: 'missing' })).toEqual([
    english.peek.endMissing,
  ]);
  expect(warnings(whole)).toEqual([]);
});
