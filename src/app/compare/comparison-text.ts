import type { Comparison } from '../../upload/storage/compare-file.ts';
import type { DigestKind } from '../../upload/model/upload.ts';
import type { Format } from '../locales/format.ts';
import { kept } from '../locales/text/kept.ts';
import type { LateWords } from '../locales/catalog.ts';

const CHECKSUMS: Readonly<Record<DigestKind, string>> = {
  crc64: 'CRC-64',
  md5: 'MD5',
  sha256: 'SHA-256',
};

/** The answer in words: yes, no, or why it is not known. */
export function comparisonText(
  comparison: Comparison,
  fileName: string,
  words: LateWords['compare'],
  format: Format,
): string {
  const name = kept(fileName);
  switch (comparison.kind) {
    case 'same': {
      const say = Object.keys(comparison.found).length > 0 ? words.sameAndMore : words.same;
      return say(format.list([words.size, ...comparison.by.map((kind) => kept(CHECKSUMS[kind]))]));
    }
    case 'other-size':
      return words.otherSize(
        name,
        format.exactBytes(comparison.size),
        format.exactBytes(comparison.expected),
      );
    case 'other-bytes':
      return words.otherBytes(name, kept(CHECKSUMS[comparison.by]));
    case 'unreadable':
      return words.unreadable(name);
    case 'no-checksum':
      return words.noChecksum(name);
  }
}
