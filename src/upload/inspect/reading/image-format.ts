import type { Oddity } from '../../model/contents.ts';
import type { Slices } from './slices.ts';

/** One format of images: how it is recognised, and what its header says of the file. */
export type ImageFormat = {
  /** The format's own name, the same in every language. */
  readonly name: string;
  /** By the constants of the format itself; what is too short or too common to tell has further conditions. */
  readonly fits: (slices: Slices) => boolean | Promise<boolean>;
  /** How long a whole file is, by its own header; undefined where that does not say, or not for certain. */
  readonly lengthOf?: (slices: Slices) => ToldLength | Promise<ToldLength>;
  /** The version that the image carries of itself; undefined where it has none. */
  readonly versionOf?: (slices: Slices) => string | undefined | Promise<string | undefined>;
  /** Why an image of this format is hardly what should be shipped. */
  readonly oddityOf?: (slices: Slices) => Oddity | undefined | Promise<Oddity | undefined>;
};

/** Bytes at least; `more` where the end has a mark that is missing, and nothing says where it would be. */
export type ToldLength = number | 'more' | undefined;
