import { isGzip, firstInflated } from './gzip.ts';
import { imageIn } from './images.ts';
import { oddityIn } from './oddities.ts';
import { isTar, TAR_BLOCK_BYTES } from './tar.ts';
import { isZip, lookIntoZip } from './zip.ts';

/** What the bytes of a file say, as far as a few slices of it can tell. Nothing here is certain enough to refuse a file. */
export type Contents = {
  /** How they are packed, in a way that one of the suffixes stands for. */
  readonly packing: Packing | undefined;
  /** What they are: the format's own name, the same in every language. */
  readonly image: string | undefined;
  /** Why this is hardly what a person wants to ship. */
  readonly oddity: Oddity | undefined;
};

export type Packing = 'gz' | 'tar' | 'tar.gz' | 'zip' | 'apk';

export type Oddity =
  | 'web-page'
  | 'json'
  | 'pdf'
  /** Nothing but 00 or FF. */
  | 'blank'
  /** A camera's recording, which shares the suffix `dav` with firmware. */
  | 'recording'
  /** An archive whose end is missing. */
  | 'cut-short';

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
  read(from: number, to: number): Promise<Uint8Array>;
};

/** Rejects when the file cannot be read. */
export async function readContents(file: Blob): Promise<Contents> {
  const slices = await slicesOf(file);
  const { head, tail } = slices;
  const image = imageIn(slices);
  const plain = { ...NOTHING_KNOWN, image };
  if (isZip(head)) {
    const zip = await lookIntoZip(slices);
    switch (zip) {
      case 'cut-short':
        return { ...plain, packing: 'zip', oddity: 'cut-short' };
      case 'apk':
      case 'zip':
        return { ...plain, packing: zip };
    }
  }
  if (isGzip(head)) {
    const inside = await firstInflated(head, TAR_BLOCK_BYTES);
    return { ...plain, packing: isTar(inside) ? 'tar.gz' : 'gz' };
  }
  if (isTar(head)) return { ...plain, packing: 'tar' };
  if (image !== undefined) return plain;
  const middle = await slices.read(Math.floor(slices.size / 2), Math.floor(slices.size / 2) + 4096);
  return { ...plain, oddity: oddityIn(head, middle, tail, slices.size) };
}

async function slicesOf(file: Blob): Promise<Slices> {
  const { size } = file;
  const readFile = async (from: number, to: number) =>
    new Uint8Array(await file.slice(Math.max(0, from), Math.max(0, to)).arrayBuffer());
  const head = await readFile(0, HEAD_BYTES);
  // Thousands of small files may be dropped at once, and every read takes its time.
  const isWhole = head.byteLength === size;
  const read = async (from: number, to: number) =>
    isWhole ? head.subarray(Math.max(0, from), Math.max(0, to)) : readFile(from, to);
  return { size, head, tail: await read(size - TAIL_BYTES, size), read };
}
