import type { GzipFacts, Listing } from '../../upload/inspect/archive-worker/listing.ts';
import type { Format } from '../locales/format.ts';
import type { LateWords } from '../locales/catalog.ts';

type Words = LateWords['peek'];

/** What is said about an archive as a whole, one short line each. */
export function factsOf(
  listing: Listing,
  isApk: boolean,
  words: Words,
  format: Format,
): readonly string[] {
  const facts: (string | undefined)[] = [];
  if (listing.kind !== 'gz') facts.push(countOf(listing, words, format));
  facts.push(unpackedOf(listing, words, format));
  if (listing.kind === 'zip' && (isApk || listing.manifest === 'there')) {
    facts.push(words.manifest[listing.manifest]);
  }
  if ('gzip' in listing && listing.gzip.modifiedAt !== undefined) {
    facts.push(words.modified(format.moment(listing.gzip.modifiedAt)));
  }
  return facts.filter((fact) => fact !== undefined);
}

/** What the user should know before believing the list. */
export function warningsOf(listing: Listing, words: Words, format: Format): readonly string[] {
  if (listing.end === 'missing') return [words.endMissing];
  if (listing.end === 'elsewhere') return [words.endElsewhere];
  if (listing.kind === 'gz' || listing.entries.length === 0) return [];
  switch (listing.coverage) {
    case 'complete':
      return [];
    case 'beginning':
      return [words.beginning(format.count(listing.entries.length))];
    case 'until-damage':
      return [words.damage];
  }
}

function countOf(
  { entries, total }: Exclude<Listing, { kind: 'gz' }>,
  words: Words,
  format: Format,
): string | undefined {
  if (total !== undefined) return words.entries(format.count(total));
  return entries.length > 0 ? words.entriesAtLeast(format.count(entries.length)) : undefined;
}

function unpackedOf(listing: Listing, words: Words, format: Format): string | undefined {
  const bytes = listing.kind === 'gz' ? undefined : listing.unpackedBytes;
  if (bytes !== undefined) return words.unpacked(format.bytes(bytes));
  return 'gzip' in listing ? inflatedOf(listing.gzip.unpacked, words, format) : undefined;
}

function inflatedOf(unpacked: GzipFacts['unpacked'], words: Words, format: Format): string {
  switch (unpacked.kind) {
    case 'counted':
      return words.unpacked(format.bytes(unpacked.bytes));
    case 'modulo-4-gib':
      return words.unpackedModulo(format.bytes(unpacked.bytes));
    case 'unknown':
      return words.unpackedUnknown;
  }
}
