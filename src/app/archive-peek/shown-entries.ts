import type { ArchiveEntry } from '../../upload/inspect/archive-worker/listing.ts';

/** More lines than this are not read; a filter finds them. */
export const SHOWN_MAX = 200;
/** Fewer are found by looking. */
export const FILTERED_FROM = 21;

export type ShownEntries = {
  readonly lines: readonly ShownEntry[];
  /** How many there are of them, shown or not; undefined when it is not known. */
  readonly total: number | undefined;
};

/** An entry and its place in the archive: nothing keeps two of them from having one path. */
type ShownEntry = { readonly place: number; readonly entry: ArchiveEntry };

/** The entries whose path holds what was typed, in any case. */
export function shownEntries(
  entries: readonly ArchiveEntry[],
  total: number | undefined,
  filter: string,
): ShownEntries {
  const wanted = filter.trim().toLowerCase();
  const all = entries.map((entry, place) => ({ place, entry }));
  if (wanted === '') return { lines: all.slice(0, SHOWN_MAX), total };
  const matching = all.filter(({ entry }) => entry.path.toLowerCase().includes(wanted));
  return { lines: matching.slice(0, SHOWN_MAX), total: matching.length };
}
