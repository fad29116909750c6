import type { TextKind } from '../inspect/archive-worker/texts.ts';

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
  /** Why this is hardly what the user wants to ship. */
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
  /** What a browser has not downloaded to its end, by its name. */
  | 'unfinished-download'
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

export const NOTHING_KNOWN: Contents = { packing: undefined, image: undefined, oddity: undefined };

/** OpenWrt's package for `sysupgrade`: a tar archive that devices know by the ending `bin`. */
export const SYSUPGRADE = 'OpenWrt sysupgrade';
