/** Bytes that are read in pieces. What lies beyond the end is left out. */
export type Source = {
  readonly size: number;
  read(from: number, to: number): Promise<Uint8Array>;
};

export function sourceOf(blob: Blob): Source {
  return {
    size: blob.size,
    read: async (from, to) =>
      new Uint8Array(await blob.slice(Math.max(0, from), Math.max(0, to)).arrayBuffer()),
  };
}

const WINDOW_BYTES = 16 * 1024;

/** Reads a little more than is asked for and keeps it: small neighbours cost one read together. */
export function windowed(source: Source): Source {
  let start = 0;
  let bytes = new Uint8Array();
  return {
    size: source.size,
    async read(from, to) {
      if (from < start || to > start + bytes.byteLength) {
        const end = Math.min(source.size, Math.max(to, from + WINDOW_BYTES));
        bytes = new Uint8Array(await source.read(from, Math.max(from, end)));
        start = from;
      }
      return bytes.subarray(from - start, Math.max(from, to) - start);
    },
  };
}
