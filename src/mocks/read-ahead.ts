const BLOCK_BYTES = 1024 * 1024;
/** At the speed of an office a tenth of a second: so long may a read take before it is seen. */
const BLOCKS_AHEAD = 4;

export type Reader = {
  /** The bytes that follow, at most so many; none at the end. Rejects at what cannot be read, and not before it is reached. */
  next(most: number): Promise<Uint8Array>;
};

/**
 * Reads a file in blocks before they are asked for. The page's digests read the same file at the same time, as fast as the disk
 * gives it, and a read in between takes a hundred milliseconds now and then: the line must not stand still for it.
 */
export function readAhead(file: Blob): Reader {
  const blocks: Promise<Uint8Array>[] = [];
  let orderedTo = 0;
  let block: Uint8Array = new Uint8Array();
  let at = 0;

  function order(): void {
    while (blocks.length < BLOCKS_AHEAD && orderedTo < file.size) {
      const end = Math.min(file.size, orderedTo + BLOCK_BYTES);
      const reading = bytesOf(file.slice(orderedTo, end));
      // The reader that reaches this block gets the error.
      reading.catch(() => undefined);
      blocks.push(reading);
      orderedTo = end;
    }
  }

  return {
    async next(most) {
      if (at === block.byteLength) {
        order();
        block = (await blocks.shift()) ?? new Uint8Array();
        at = 0;
        order();
      }
      const piece = block.subarray(at, at + most);
      at += piece.byteLength;
      return piece;
    },
  };
}

async function bytesOf(slice: Blob): Promise<Uint8Array> {
  return new Uint8Array(await slice.arrayBuffer());
}
