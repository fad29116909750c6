import { hasAt, textAt, u16le, u32le } from './bytes.ts';
import { GZIP_MAGIC, inflate, type InflationEnd, type Outcome } from './inflate.ts';
import type { End, GzipFacts, GzListing, Limits, TarGzListing } from './listing.ts';
import { treeOf } from './list-tar.ts';
import { nameText } from './name-text.ts';
import { packedUniform } from './packed-uniform.ts';
import type { Source } from './source.ts';
import { isTar, TAR_BLOCK_BYTES } from './tar-header.ts';
import { walkTar } from './walk-tar.ts';

/** RFC 1952; deflate is the only method there is. */
export function isGzip(head: Uint8Array): boolean {
  return hasAt(head, 0, GZIP_MAGIC);
}

const HEADER_MAX_BYTES = 65_536 + 2_048;
/** What OpenWrt's fwtool puts behind an image ends in 16 bytes that begin like this. */
const OPENWRT_TRAILER = 'FWx0';
const TAIL_BYTES = 16;
/** A header, an empty block, a trailer. */
const SHORTEST_BYTES = 10 + 2 + 8;

/** What the header and the trailer say, and the first entries if a tar archive is inside. */
export async function listGzip(
  source: Source,
  limits: Limits,
  isOverdue: () => boolean,
): Promise<GzListing | TarGzListing> {
  const header = readHeader(await source.read(0, HEADER_MAX_BYTES));
  const tail = await source.read(source.size - TAIL_BYTES, source.size);
  const inflation = inflate(source, limits, isOverdue);
  const isTarInside = isTar(await inflation.read(0, TAR_BLOCK_BYTES));
  const walk = isTarInside ? await walkTar(inflation, limits, isOverdue) : undefined;
  const inflated = await inflation.finish();
  const { outcome, bytes } = inflated;
  const gzip: GzipFacts = { ...header, unpacked: unpackedSize(inflated, tail) };
  const end = source.size < SHORTEST_BYTES ? 'missing' : endOf(outcome);
  if (walk === undefined) {
    return { kind: 'gz', gzip, end, uniform: await packedUniform(source, isOverdue) };
  }
  const tree = treeOf(walk, end === 'there' ? bytes : undefined);
  return {
    kind: 'tar.gz',
    gzip,
    ...tree,
    // The end of what is inside counts only where the packing has one.
    end: end === 'there' ? tree.end : end,
  };
}

/** A trailer tells the size of its own member alone, and stands at the end unless something was put behind it. */
function unpackedSize(
  { outcome, bytes, members }: InflationEnd,
  tail: Uint8Array,
): GzipFacts['unpacked'] {
  switch (outcome) {
    case 'whole':
      return { kind: 'counted', bytes };
    case 'bounded':
      return members === 1 && textAt(tail, 0, 4) !== OPENWRT_TRAILER
        ? { kind: 'modulo-4-gib', bytes: u32le(tail, tail.byteLength - 4) }
        : { kind: 'unknown' };
    case 'cut':
    case 'broken':
      return { kind: 'unknown' };
  }
}

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
