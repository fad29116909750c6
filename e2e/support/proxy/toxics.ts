/**
 * What a network can do to a connection, in Toxiproxy's vocabulary. Toxiproxy's `down` is no toxic: it is a state of the
 * whole proxy. Times in milliseconds, speeds in bytes a second.
 */
export type Toxic =
  /** Everything arrives this much later, give or take up to `jitterMs`, and in order. */
  | { readonly kind: 'latency'; readonly latencyMs: number; readonly jitterMs?: number }
  /** 0: nothing moves and nothing is read, until the toxic is taken away. */
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** The end of a stream is passed on so much later. */
  | { readonly kind: 'slow-close'; readonly delayMs: number }
  /**
   * Half-open: what comes is taken and dropped, and nobody hears of it. The connection is closed after so long, or with
   * Infinity never; taking the toxic away closes those that have lost bytes, since they cannot go on.
   */
  | { readonly kind: 'timeout'; readonly afterMs: number }
  /** RST to both ends, so long after the toxic or the connection has come. */
  | { readonly kind: 'reset-peer'; readonly afterMs: number }
  /** Comes in pieces of about this size, with a pause before each. */
  | {
      readonly kind: 'slicer';
      readonly averageBytes: number;
      readonly variationBytes?: number;
      readonly delayMs: number;
    }
  /** After exactly so many bytes of a stream the connection is cut: RST to both ends, or FIN. */
  | { readonly kind: 'limit-data'; readonly bytes: number; readonly by: 'reset' | 'close' };

/** `upstream` flows from the browser to the store. */
export type Stream = 'upstream' | 'downstream';

type ToxicOf<K extends Toxic['kind']> = Extract<Toxic, { readonly kind: K }>;

export function toxicsOf<K extends Toxic['kind']>(
  toxics: readonly Toxic[],
  kind: K,
): readonly ToxicOf<K>[] {
  return toxics.filter((toxic): toxic is ToxicOf<K> => toxic.kind === kind);
}
