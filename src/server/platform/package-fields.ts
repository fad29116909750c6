import type { BaseIssue } from 'valibot';
import { readFieldFault, type FieldReason } from '../../contract/ota-firmware.ts';

const WORDS: Readonly<Record<FieldReason, string>> = {
  missing: 'is missing',
  'too-long': 'is too long',
  characters: 'has a character that the API does not take',
  start: 'has to start with a letter, a digit or a Chinese or Japanese character',
  choice: 'is not one of the values the API knows',
  address: 'is not an address by http or https',
  digest: 'is not 32 (MD5) or 64 (SHA256) hexadecimal digits, whichever signMethod says',
  size: 'is not a number of bytes that a firmware may have',
  'same-version': 'must differ from destVersion',
  'differential-only': 'goes with type 1 alone',
  'not-here': 'has a value that this platform does not offer',
  type: 'has the wrong type',
};

/** What is wrong with one field of a package, in a sentence that begins with its name. */
export function describeFieldFault(issue: BaseIssue<unknown>): string {
  const fault = readFieldFault(issue);
  return fault === undefined ? issue.message : `${fault.field} ${WORDS[fault.reason]}`;
}
