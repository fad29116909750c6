/** The suffixes `GenerateOTAUploadURL` documents for `FileSuffix`, in its order. */
export const FILE_SUFFIXES = ['bin', 'dav', 'apk', 'tar', 'gz', 'tar.gz', 'zip', 'gzip'] as const;

export type FileSuffix = (typeof FILE_SUFFIXES)[number];

/** Why a file's name does not settle its suffix. */
export type SuffixDoubt =
  | { readonly kind: 'tar-gz-alias'; readonly ending: string }
  | { readonly kind: 'unknown-ending'; readonly ending: string }
  | { readonly kind: 'no-ending' };

/** What a name says: a suffix for certain, or a proposal that the user has to confirm. */
export type SuffixReading =
  | { readonly kind: 'certain'; readonly suffix: FileSuffix }
  | { readonly kind: 'in-doubt'; readonly proposal: FileSuffix; readonly doubt: SuffixDoubt };

// `x.tar.gz` ends in `gz` as well, so the longest suffix has to be tried first.
const LONGEST_FIRST = FILE_SUFFIXES.toSorted((a, b) => b.length - a.length);

export function isFileSuffix(text: string): text is FileSuffix {
  return FILE_SUFFIXES.some((suffix) => suffix === text);
}

/** The suffix in a file's name, upper case accepted; undefined if the name has none of the eight. */
export function suffixOf(name: string): FileSuffix | undefined {
  const lower = name.trim().toLowerCase();
  return LONGEST_FIRST.find((suffix) => lower.endsWith(`.${suffix}`));
}

/** Reads a file's name. A name without one of the eight gets a proposal and the reason for it. */
export function readSuffix(name: string): SuffixReading {
  const suffix = suffixOf(name);
  if (suffix !== undefined) return { kind: 'certain', suffix };
  const ending = /\.([^.\s]+)$/.exec(name.trim())?.[1]?.toLowerCase();
  if (ending === undefined) {
    return { kind: 'in-doubt', proposal: 'bin', doubt: { kind: 'no-ending' } };
  }
  if (ending === 'tgz') {
    return { kind: 'in-doubt', proposal: 'tar.gz', doubt: { kind: 'tar-gz-alias', ending } };
  }
  return { kind: 'in-doubt', proposal: 'bin', doubt: { kind: 'unknown-ending', ending } };
}
