import {
  Z_BUF_ERROR,
  Z_NO_FLUSH,
  Z_OK,
  Z_STREAM_END,
  ZStream,
  zlibInflate,
  zlibInflateInit2,
  zlibInflateReset,
} from 'pako';
import { hasAt } from './bytes.ts';
import type { Limits } from './listing.ts';
import type { Source } from './source.ts';

/** How far inflating went. */
export type Outcome =
  /** To the end of the last member, and the checksums are right. */
  | 'whole'
  /** Everything was read, and it wants more. */
  | 'cut'
  | 'broken'
  /** There was more than `limits` allow. */
  | 'bounded';

export type Inflation = {
  /** Forward only; fewer bytes where it ends. */
  read(from: number, to: number): Promise<Uint8Array>;
  /** Goes on as far as it may. */
  finish(): Promise<InflationEnd>;
};

export type InflationEnd = {
  readonly outcome: Outcome;
  /** How many came out. */
  readonly bytes: number;
  /** How many members were begun: RFC 1952 allows for any number of them, one behind the other. */
  readonly members: number;
};

const PIECE_BYTES = 64 * 1024;
/** A gzip member around a window of 32 KiB, as zlib.h has it. */
const GZIP_WINDOW_BITS = 31;
export const GZIP_MAGIC = [0x1f, 0x8b, 0x08] as const;

/**
 * The beginning of what is packed in a gzip file, as far as `limits` go; never more than a few pieces of it in memory.
 * Not by the browser's own `DecompressionStream`: Chromium's and Node 24's end with an error behind the first member, without
 * saying where that was, while those of Node 20 and 22 go on (findings/what-follows-a-gzip-member-depends-on-nodes-version.sh).
 */
export function inflate(
  source: Source,
  limits: Pick<Limits, 'packedBytes' | 'inflatedBytes'>,
  isOverdue: () => boolean,
): Inflation {
  const packedEnd = Math.min(source.size, limits.packedBytes);
  const stream = new ZStream();
  zlibInflateInit2(stream, GZIP_WINDOW_BITS);
  let packedAt = 0;
  let members = 1;
  let end: Outcome | undefined;
  let start = 0;
  let window = new Uint8Array();

  /** @returns whether there is something to inflate now */
  async function fill(): Promise<boolean> {
    if (stream.avail_in > 0) return true;
    const piece = await source.read(packedAt, Math.min(packedEnd, packedAt + PIECE_BYTES));
    packedAt += piece.byteLength;
    stream.input = piece;
    stream.next_in = 0;
    stream.avail_in = piece.byteLength;
    return piece.byteLength > 0;
  }

  /** The next piece of what comes out; shorter, or empty, where it ends. */
  async function inflatePiece(): Promise<Uint8Array> {
    stream.output = new Uint8Array(PIECE_BYTES);
    stream.next_out = 0;
    stream.avail_out = PIECE_BYTES;
    while (stream.avail_out > 0 && end === undefined) {
      if (isOverdue()) end = 'bounded';
      else if (!(await fill())) end = packedEnd < source.size ? 'bounded' : 'cut';
      else {
        const status = zlibInflate(stream, Z_NO_FLUSH);
        if (status === Z_STREAM_END) await goOn();
        // Without input left it only wants more.
        else if (status !== Z_OK && (status !== Z_BUF_ERROR || stream.avail_in > 0)) end = 'broken';
      }
    }
    return stream.output.subarray(0, stream.next_out);
  }

  /**
   * Behind a member there may be another one. Anything else is not of the gzip file: zeros that fill up a block, or a
   * signature; gzip(1) ignores it as well.
   */
  async function goOn(): Promise<void> {
    const left = stream.input.subarray(stream.next_in);
    const at = packedAt - left.byteLength;
    const next =
      left.byteLength >= GZIP_MAGIC.length
        ? left
        : await source.read(at, Math.min(packedEnd, at + GZIP_MAGIC.length));
    if (hasAt(next, 0, GZIP_MAGIC)) {
      members += 1;
      zlibInflateReset(stream);
    } else {
      end = packedEnd < source.size && next.byteLength < GZIP_MAGIC.length ? 'bounded' : 'whole';
    }
  }

  /** The next piece, put behind what is kept. */
  async function pull(keepFrom: number): Promise<void> {
    const total = start + window.byteLength;
    if (total >= limits.inflatedBytes) {
      end = 'bounded';
      return;
    }
    const piece = await inflatePiece();
    const kept = window.subarray(Math.min(window.byteLength, Math.max(0, keepFrom - start)));
    start = total - kept.byteLength;
    window = new Uint8Array(kept.byteLength + piece.byteLength);
    window.set(kept);
    window.set(piece, kept.byteLength);
  }

  return {
    async read(from, to) {
      while (end === undefined && start + window.byteLength < to) await pull(from);
      const skip = Math.min(window.byteLength, Math.max(0, from - start));
      return window.subarray(skip, Math.max(skip, to - start));
    },
    async finish() {
      while (end === undefined) await pull(Number.POSITIVE_INFINITY);
      return { outcome: end, bytes: start + window.byteLength, members };
    },
  };
}
