/** What a refusal of the platform means for this server, as far as it can do something about it. */
export type RefusalCause = 'nonce' | 'clock' | 'key' | 'throttled' | 'other';

// In lower case, since platforms are not of one mind; the numbers are Tuya's. First match wins.
const BY_PREFIX: readonly (readonly [prefix: string, cause: RefusalCause])[] = [
  ['signaturenonceused', 'nonce'],
  ['invalidtimestamp.expired', 'clock'],
  ['signaturedoesnotmatch', 'key'],
  ['incompletesignature', 'key'],
  ['invalidaccesskeyid', 'key'],
  ['throttling', 'throttled'],
];
const BY_NUMBER: Readonly<Record<string, RefusalCause>> = {
  '1001': 'key',
  '1004': 'key',
  '1005': 'key',
  '1013': 'clock',
};

export function refusalCause(code: string): RefusalCause {
  const lower = code.toLowerCase();
  return BY_NUMBER[lower] ?? BY_PREFIX.find(([prefix]) => lower.startsWith(prefix))?.[1] ?? 'other';
}
