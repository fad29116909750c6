import type { Limits, TarListing } from './listing.ts';
import { windowed, type Source } from './source.ts';
import { walkTar, type TarWalk } from './walk-tar.ts';

export async function listTar(
  source: Source,
  limits: Limits,
  isOverdue: () => boolean,
): Promise<TarListing> {
  const walk = await walkTar(windowed(source), limits, isOverdue);
  return { kind: 'tar', ...treeOf(walk, source.size) };
}

/** @param size of the archive; undefined where it is not known */
export function treeOf(walk: TarWalk, size: number | undefined): Omit<TarListing, 'kind'> {
  const { entries, count, unpackedBytes, stop } = walk;
  const isWhole =
    stop.kind === 'end' ||
    // Some tools leave the zeros at the end out.
    (stop.kind === 'ran-out' && size !== undefined && stop.needed <= size);
  if (isWhole) {
    const coverage = count > entries.length ? 'beginning' : 'complete';
    return { entries, total: count, coverage, unpackedBytes, end: 'there' };
  }
  const isCut = stop.kind === 'ran-out' && size !== undefined;
  return {
    entries,
    total: undefined,
    coverage: stop.kind === 'damage' || isCut ? 'until-damage' : 'beginning',
    unpackedBytes: undefined,
    end: isCut ? 'missing' : 'unknown',
  };
}
