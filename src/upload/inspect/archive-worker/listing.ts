import type { Uniform } from './uniform.ts';

/** What an archive says is in it. All of it is a stranger's word: nothing has been unpacked to see whether it is true. */
export type Listing = ZipListing | TarListing | TarGzListing | GzListing;

export type ZipListing = Tree & {
  readonly kind: 'zip';
  /** Whether Android would take it for an application; unknown where the list could not be read that far. */
  readonly manifest: 'there' | 'missing' | 'unknown';
  /** Where that manifest is. */
  readonly manifestAt?: PackedFile;
};

/** A file in a zip archive that can be unpacked. */
export type PackedFile = {
  /** Of its own header. */
  readonly localAt: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly method: 'stored' | 'deflated';
};

export type TarListing = Tree & { readonly kind: 'tar' };

export type TarGzListing = Tree & { readonly kind: 'tar.gz'; readonly gzip: GzipFacts };

export type GzListing = {
  readonly kind: 'gz';
  readonly gzip: GzipFacts;
  readonly end: End;
  /** What is in it, if that is the same from the first byte to the last, and all of it was seen. */
  readonly uniform: Uniform | undefined;
};

type Tree = {
  /** The first of them, in their own order. */
  readonly entries: readonly ArchiveEntry[];
  /** All there are; undefined where that cannot be known without reading more. */
  readonly total: number | undefined;
  readonly coverage:
    | 'complete'
    /** There is more than was looked at. */
    | 'beginning'
    /** What follows the last entry is not what should stand there. */
    | 'until-damage';
  /** Of all entries together; undefined unless all of them were seen. */
  readonly unpackedBytes: number | undefined;
  readonly end: End;
};

/** Whether an archive goes on to its own end. */
export type End =
  | 'there'
  | 'missing'
  /** In another file: this is one part of a split archive. */
  | 'elsewhere'
  /** Cannot be told without reading all of it. */
  | 'unknown';

export type ArchiveEntry = {
  /** As it stands in the archive, cut after `PATH_MAX_BYTES`; legible. */
  readonly path: string;
  /** Unpacked, as the archive has it. */
  readonly bytes: number;
  readonly kind: 'file' | 'encrypted-file' | 'folder' | 'link' | 'other';
};

/** What a gzip header and trailer say (RFC 1952). */
export type GzipFacts = {
  /** Legible. */
  readonly name: string | undefined;
  /** Of the file that was packed, in milliseconds since 1970. */
  readonly modifiedAt: number | undefined;
  readonly unpacked:
    /** Unpacked to the end, and counted. */
    | { readonly kind: 'counted'; readonly bytes: number }
    /** What the trailer has: the size, less as many times 4 GiB as go into it. */
    | { readonly kind: 'modulo-4-gib'; readonly bytes: number }
    | { readonly kind: 'unknown' };
};

/** How much is looked at: enough for every honest archive, and little enough for a dishonest one. */
export type Limits = {
  /** Kept for the page. */
  readonly entries: number;
  /** Of a zip archive's directory. */
  readonly directoryBytes: number;
  /** Of a tar archive: each may cost one read. */
  readonly headers: number;
  readonly packedBytes: number;
  readonly inflatedBytes: number;
  /** Of all together, in milliseconds. */
  readonly timeMs: number;
};

export const LIMITS: Limits = {
  entries: 5_000,
  directoryBytes: 16 * 1024 * 1024,
  headers: 20_000,
  packedBytes: 4 * 1024 * 1024,
  inflatedBytes: 32 * 1024 * 1024,
  timeMs: 2_000,
};

/** Longer than any path that a system takes is no name. */
export const PATH_MAX_BYTES = 1024;
