import type { Limits } from './listing.ts';
import type { Source } from './source.ts';

/** How far inflating went. */
export type Outcome =
  /** To the end, and its checksum is right. */
  | 'whole'
  /** Everything was read, and it wants more. */
  | 'cut'
  /** It is broken, or something follows it: that looks the same from here. */
  | 'broken'
  /** There was more than `limits` allow. */
  | 'bounded';

export type Inflation = {
  /** Forward only; fewer bytes where it ends. */
  read(from: number, to: number): Promise<Uint8Array>;
  /** Goes on as far as it may. `bytes` is how many came out. */
  finish(): Promise<{ readonly outcome: Outcome; readonly bytes: number }>;
};

const PIECE_BYTES = 64 * 1024;

/** The beginning of what is packed in a gzip file, as far as `limits` go; never more than a few pieces of it in memory. */
export function inflate(source: Source, limits: Limits, isOverdue: () => boolean): Inflation {
  const { readable, writable } = new DecompressionStream('gzip');
  const reader = readable.getReader();
  let isStopped = false;
  const fed = feed(source, writable, limits.packedBytes, () => isStopped);
  // Whoever waits for a piece that never comes has to be told.
  let giveUp: (value: undefined) => void = () => {};
  const nothingMore = new Promise<undefined>((resolve) => {
    giveUp = resolve;
  });
  void fed.then((outcome) => outcome === 'bounded' && giveUp(undefined));

  let start = 0;
  let window = new Uint8Array();
  let isOver = false;

  /** The next piece, put behind what is kept. */
  async function pull(keepFrom: number): Promise<void> {
    const total = start + window.byteLength;
    const next =
      total >= limits.inflatedBytes || isOverdue()
        ? undefined
        : await Promise.race([reader.read(), nothingMore]).catch(() => 'failed' as const);
    if (next === undefined) isStopped = true;
    if (next === undefined || next === 'failed' || next.done) {
      isOver = true;
      await reader.cancel().catch(() => undefined);
      return;
    }
    const kept = window.subarray(Math.min(window.byteLength, Math.max(0, keepFrom - start)));
    start = total - kept.byteLength;
    window = new Uint8Array(kept.byteLength + next.value.byteLength);
    window.set(kept);
    window.set(next.value, kept.byteLength);
  }

  return {
    async read(from, to) {
      while (!isOver && start + window.byteLength < to) await pull(from);
      const skip = Math.min(window.byteLength, Math.max(0, from - start));
      return window.subarray(skip, Math.max(skip, to - start));
    },
    async finish() {
      while (!isOver) await pull(Number.POSITIVE_INFINITY);
      const bytes = start + window.byteLength;
      return { outcome: isStopped ? 'bounded' : await fed, bytes };
    },
  };
}

/** What is wrong shows where it is written, what is missing only when it is closed. */
async function feed(
  source: Source,
  writable: WritableStream<BufferSource>,
  maxBytes: number,
  isStopped: () => boolean,
): Promise<Outcome> {
  const writer = writable.getWriter();
  // Told by the calls below.
  writer.closed.catch(() => undefined);
  const size = Math.min(source.size, maxBytes);
  try {
    for (let at = 0; at < size; at += PIECE_BYTES) {
      const piece = await source.read(at, Math.min(size, at + PIECE_BYTES));
      await writer.write(new Uint8Array(piece));
    }
  } catch {
    return isStopped() ? 'bounded' : 'broken';
  }
  if (size < source.size) return 'bounded';
  try {
    await writer.close();
    return 'whole';
  } catch (error) {
    if (isStopped()) return 'bounded';
    return isDataError(error) ? 'broken' : 'cut';
  }
}

/** Node 22 and later tell of what is wrong as late as this, where tests run, but say that it is that. */
function isDataError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'Z_DATA_ERROR';
}
