/** Memory that bytes are collected in on their way to a file, used again and again: what a collector frees late adds up. */
export type BlockPool = {
  /** A block, `BLOCK_BYTES` long, with anything in it. */
  take(): Buffer;
  giveBack(block: Buffer): void;
};

/** Larger ones were not written faster, and 32 open uploads hold two each. */
export const BLOCK_BYTES = 256 * 1024;
/** Blocks that are kept although nothing needs them, for whatever comes next. */
const SPARE_MAX = 16;

export function createBlockPool(): BlockPool {
  const spare: Buffer[] = [];
  return {
    take: () => spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES),
    giveBack(block) {
      if (spare.length < SPARE_MAX) spare.push(block);
    },
  };
}
