import type { Listing } from './archive-worker/listing.ts';
import { isGzip } from './archive-worker/list-gzip.ts';
import { isTar } from './archive-worker/tar-header.ts';
import { isLastZipPart, isZip } from './archive-worker/zip-directory.ts';
import type { Uniform } from './archive-worker/uniform.ts';
import { apkVersion } from './apk-version.ts';
import { extraIn } from './extras.ts';
import { imageIn } from './images.ts';
import { oddityIn } from './oddities.ts';
import type { Slices } from './reading/slices.ts';
import {
  NOTHING_KNOWN,
  type Contents,
  type CutShort,
  type Finding,
  type Packing,
} from '../model/contents.ts';

const HEAD_BYTES = 65_536;
/** The end record of a zip archive with the longest comment there can be. */
const TAIL_BYTES = 66_000;

/**
 * Rejects when the file cannot be read.
 * @param list looks into an archive
 */
export async function readContents(
  file: Blob,
  list: (file: Blob) => Promise<Listing | undefined>,
): Promise<Contents> {
  const slices = await slicesOf(file);
  const { head, tail } = slices;
  const { oddity, ...plain } = await readImage(slices);
  const isArchive = isZip(head) || isGzip(head) || isTar(head) || isLastZipPart(tail);
  const listing = isArchive ? await list(file) : undefined;
  if (listing !== undefined) {
    const packing = packingOf(listing);
    const version = packing === 'apk' ? await apkVersion(slices, listing) : plain.version;
    return {
      ...plain,
      ...(version !== undefined && { version }),
      packing,
      oddity: oddityOf(listing),
    };
  }
  const isNamed = plain.image !== undefined;
  return { ...plain, oddity: isNamed ? oddity : await oddityIn(slices) };
}

async function readImage(slices: Slices): Promise<Contents> {
  const format = await imageIn(slices);
  if (format === undefined) return NOTHING_KNOWN;
  const [length, version] = [await format.lengthOf?.(slices), await format.versionOf?.(slices)];
  const needed = typeof length === 'number' ? length : undefined;
  const isCut = length === 'more' || (needed !== undefined && needed > slices.size);
  const extra = isCut ? undefined : extraIn(slices.tail);
  return {
    ...NOTHING_KNOWN,
    image: extra === undefined ? format.name : `${format.name} + ${extra}`,
    ...(version !== undefined && { version }),
    ...(isCut && { cut: { image: format.name, size: slices.size, needed } }),
    oddity: await format.oddityOf?.(slices),
  };
}

function oddityOf(listing: Listing): Finding | undefined {
  if (listing.end === 'missing') return cutOf(listing);
  if (listing.end === 'elsewhere') return 'zip-part';
  if (listing.kind !== 'gz') return listing.total === 0 ? 'empty-archive' : undefined;
  const { unpacked } = listing.gzip;
  // What cannot be counted is not called empty.
  if (unpacked.kind === 'counted' && unpacked.bytes === 0) return 'packed-empty';
  return listing.uniform && packedFinding(listing.uniform);
}

function packedFinding(uniform: Uniform): Finding {
  switch (uniform) {
    case 'zeros':
      return 'packed-zeros';
    case 'ones':
      return 'packed-blank';
    default:
      return 'packed-text';
  }
}

function packingOf(listing: Listing): Packing {
  return listing.kind === 'zip' && listing.manifest === 'there' ? 'apk' : listing.kind;
}

function cutOf({ kind }: Listing): CutShort {
  switch (kind) {
    case 'zip':
    case 'tar':
      return `cut-${kind}`;
    case 'gz':
    case 'tar.gz':
      return 'cut-gzip';
  }
}

async function slicesOf(file: Blob): Promise<Slices> {
  const { size } = file;
  const readFile = async (from: number, to: number) =>
    new Uint8Array(await file.slice(Math.max(0, from), Math.max(0, to)).arrayBuffer());
  // Thousands of small files may be dropped at once, and every read and every slice takes its time.
  const isWhole = size <= HEAD_BYTES;
  const head = isWhole ? new Uint8Array(await file.arrayBuffer()) : await readFile(0, HEAD_BYTES);
  const read = async (from: number, to: number) =>
    isWhole ? head.subarray(Math.max(0, from), Math.max(0, to)) : readFile(from, to);
  return { size, head, tail: await read(size - TAIL_BYTES, size), read };
}
