/** Larger ones were not written faster, and 32 open uploads hold two each. */
export const BLOCK_BYTES = 256 * 1024;

/** Memory for bytes on their way to a file, used again: what a garbage collector frees late adds up. */
export type BlockPool = {
  /** A block with anything in it. */
  take(): Buffer;
  giveBack(block: Buffer): void;
};

/** Free blocks that are kept for the next files. */
const SPARE_MAX = 16;

export function createBlockPool(bytes = BLOCK_BYTES): BlockPool {
  const spare: Buffer[] = [];
  return {
    take: () => spare.pop() ?? Buffer.allocUnsafeSlow(bytes),
    giveBack(block) {
      if (spare.length < SPARE_MAX) spare.push(block);
    },
  };
}

/** What is used of it; its types come with those of a browser. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
};
/** In which it is told sizes. */
const PAGE_BYTES = 64 * 1024;

/**
 * Blocks that begin on a page of memory, which a direct write needs. Nothing in Node says where its memory lies, but a memory of
 * WebAssembly always begins on a page. Each reserves gigabytes of addresses, so sixteen blocks share one, and none is given up: there
 * are as many as were ever out at once.
 */
export function createAlignedPool(): BlockPool {
  const spare: Buffer[] = [];
  return {
    take() {
      const free = spare.pop();
      if (free !== undefined) return free;
      const { buffer } = new WebAssembly.Memory({
        initial: (SPARE_MAX * BLOCK_BYTES) / PAGE_BYTES,
      });
      for (let at = buffer.byteLength - BLOCK_BYTES; at > 0; at -= BLOCK_BYTES) {
        spare.push(Buffer.from(buffer, at, BLOCK_BYTES));
      }
      return Buffer.from(buffer, 0, BLOCK_BYTES);
    },
    giveBack: (block) => void spare.push(block),
  };
}
