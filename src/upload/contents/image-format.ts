import type { Slices } from './contents.ts';

/** One format of images: how it is recognised, and what its header says of the file. */
export type ImageFormat = {
  /** The format's own name, the same in every language. */
  readonly name: string;
  /** By the constants of the format itself; what is too short or too common to tell has further conditions. */
  readonly fits: (slices: Slices) => boolean | Promise<boolean>;
  /** Bytes that a whole file has at least, by its own header; undefined where that does not say. */
  readonly lengthOf?: (slices: Slices) => number | undefined | Promise<number | undefined>;
  /** The version that the image carries of itself; undefined where it has none. */
  readonly versionOf?: (slices: Slices) => string | undefined | Promise<string | undefined>;
};
