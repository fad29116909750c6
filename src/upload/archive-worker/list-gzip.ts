import { hasAt, u16le, u32le } from './bytes.ts';
import { inflate, type Outcome } from './inflate.ts';
import type { End, GzipFacts, GzListing, Limits, TarGzListing } from './listing.ts';
import { treeOf } from './list-tar.ts';
import { nameText } from './name-text.ts';
import type { Source } from './source.ts';
import { isTar, TAR_BLOCK_BYTES } from './tar-header.ts';
import { walkTar } from './walk-tar.ts';

/** RFC 1952; deflate is the only method there is. */
export function isGzip(head: Uint8Array): boolean {
  return hasAt(head, 0, [0x1f, 0x8b, 0x08]);
}

const HEADER_MAX_BYTES = 65_536 + 2_048;
/** A header, an empty block, a trailer. */
const SHORTEST_BYTES = 10 + 2 + 8;

/** What the header and the trailer say, and the first entries if a tar archive is inside. */
export async function listGzip(
  source: Source,
  limits: Limits,
  isOverdue: () => boolean,
): Promise<GzListing | TarGzListing> {
  const header = readHeader(await source.read(0, HEADER_MAX_BYTES));
  const trailer = await source.read(source.size - 4, source.size);
  const inflation = inflate(source, limits, isOverdue);
  const isTarInside = isTar(await inflation.read(0, TAR_BLOCK_BYTES));
  const walk = isTarInside ? await walkTar(inflation, limits, isOverdue) : undefined;
  const { outcome, bytes } = await inflation.finish();
  const unpacked: GzipFacts['unpacked'] =
    outcome === 'whole'
      ? { kind: 'counted', bytes }
      : outcome === 'bounded'
        ? { kind: 'modulo-4-gib', bytes: u32le(trailer, 0) }
        : { kind: 'unknown' };
  const gzip: GzipFacts = { ...header, unpacked };
  const end = source.size < SHORTEST_BYTES ? 'missing' : endOf(outcome);
  if (walk === undefined) return { kind: 'gz', gzip, end };
  const tree = treeOf(walk, end === 'there' ? bytes : undefined);
  return {
    kind: 'tar.gz',
    gzip,
    ...tree,
    // The end of what is inside counts only where the packing has one.
    end: end === 'there' ? tree.end : end,
  };
}

/** Bytes after the end, a second part or a broken one: none of that is a missing end. */
function endOf(outcome: Outcome): End {
  switch (outcome) {
    case 'whole':
      return 'there';
    case 'cut':
      return 'missing';
    case 'broken':
    case 'bounded':
      return 'unknown';
  }
}

const EXTRA = 0x04;
const NAME = 0x08;

function readHeader(head: Uint8Array): Omit<GzipFacts, 'unpacked'> {
  const flags = head[3] ?? 0;
  const seconds = u32le(head, 4);
  const nameAt = 10 + (flags & EXTRA ? 2 + u16le(head, 10) : 0);
  const nameEnd = flags & NAME ? head.indexOf(0, nameAt) : -1;
  return {
    name: nameEnd > nameAt ? nameText(head.subarray(nameAt, nameEnd), 'latin1') : undefined,
    modifiedAt: seconds > 0 ? seconds * 1000 : undefined,
  };
}
