import type { Listing } from './archive-worker/listing.ts';
import { isGzip } from './archive-worker/list-gzip.ts';
import { isTar } from './archive-worker/tar-header.ts';
import { isLastZipPart, isZip } from './archive-worker/zip-directory.ts';
import type { TextKind } from './archive-worker/texts.ts';
import type { Uniform } from './archive-worker/uniform.ts';
import { apkVersion } from './apk-version.ts';
import { extraIn } from './extras.ts';
import { imageIn } from './images.ts';
import { oddityIn } from './oddities.ts';

/** What the bytes of a file say, as far as a few slices of it can tell. Nothing here is certain enough to refuse a file. */
export type Contents = {
  /** How they are packed, in a way that one of the suffixes stands for. */
  readonly packing: Packing | undefined;
  /** What they are, and what is behind that: names of formats, the same in every language. */
  readonly image: string | undefined;
  /** The version that the image carries of itself. */
  readonly version?: string | undefined;
  /** The file is shorter than the image's own header says. */
  readonly cut?: CutImage | undefined;
  /** Why this is hardly what a person wants to ship. */
  readonly oddity: Finding | undefined;
};

export type CutImage = {
  readonly image: string;
  /** Bytes that there are. */
  readonly size: number;
  /** Bytes of a whole file, at least; undefined where only its end is known to be missing. */
  readonly needed: number | undefined;
};

export type Packing = 'gz' | 'tar' | 'tar.gz' | 'zip' | 'apk';

export type Oddity =
  /** Text from beginning to end. */
  | TextKind
  | 'pdf'
  /** A text or a picture, by its name. */
  | 'document'
  /** Nothing but 00 or FF, from beginning to end. */
  | 'blank'
  /** A gzip file of one file that is nothing but text, or blank. */
  | 'packed-text'
  | 'packed-blank'
  /** A compressed file of nothing. */
  | 'packed-empty'
  /** An archive with nothing in it. */
  | 'empty-archive'
  /** A camera's recording, which shares the suffix `dav` with firmware. */
  | 'recording'
  /** The whole flash of an ESP: devices take the application alone. */
  | 'esp-flash'
  /** An archive whose end is missing. */
  | CutShort
  /** One of several files that make an archive together. */
  | 'zip-part';

/** Zeros are a blank file, or a tar archive of no files: the name tells. */
export type Finding = Oddity | 'zeros' | 'packed-zeros';

export type CutShort = 'cut-zip' | 'cut-tar' | 'cut-gzip';

export const NOTHING_KNOWN: Contents = {
  packing: undefined,
  image: undefined,
  oddity: undefined,
};

const HEAD_BYTES = 65_536;
/** The end record of a zip archive with the longest comment there can be. */
const TAIL_BYTES = 66_000;

/** A few slices of a file, read one after the other. */
export type Slices = {
  readonly size: number;
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  readonly read: (from: number, to: number) => Promise<Uint8Array>;
};

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
