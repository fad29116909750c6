import { bodyOffset, type BodySize, type Position, type WireFault } from '../fault.ts';

/** A fault that bites somewhere in a body. */
export type BodyFault = Extract<WireFault, { readonly at: Position }>;

export type BodyScript = {
  /** Plays a chunk as it comes. `over`: an ending fault has bitten, and nothing more is to be read. */
  pass(chunk: Uint8Array): Promise<'on' | 'over'>;
  /** Everything has come: what was to bite at the end, or after it, bites now. `over`: the store must not learn of the end. */
  finish(): Promise<'on' | 'over'>;
};

export type BodyStage = {
  handOn(piece: Uint8Array): void;
  /** @param bodyBytes how much has been handed on, to the byte */
  bite(fault: BodyFault, bodyBytes: number): void;
  wait(ms: number): Promise<void>;
};

/** A slow body comes in this many pieces a second. */
const PIECES_PER_SECOND = 20;

/** Hands on exactly what comes before each fault's position, in whatever chunks it arrives. */
export function createBodyScript(
  faults: readonly BodyFault[],
  size: BodySize,
  stage: BodyStage,
): BodyScript {
  const ahead = faults
    .map((fault) => ({ fault, offset: bodyOffset(fault.at, size) }))
    .toSorted((one, other) => one.offset - other.offset);
  let read = 0;
  let bytesPerSecond = Number.POSITIVE_INFINITY;
  let ended: 'not' | 'politely' | 'deaf' = 'not';

  const bite = (fault: BodyFault) => {
    stage.bite(fault, read);
    switch (fault.kind) {
      case 'slowed':
        ({ bytesPerSecond } = fault);
        break;
      case 'closed':
        ended = fault.isPolite === true ? 'politely' : 'deaf';
        break;
      case 'reset':
      case 'stalled':
        ended = 'deaf';
    }
  };

  const handOn = async (bytes: Uint8Array) => {
    const most = Math.max(1, Math.floor(bytesPerSecond / PIECES_PER_SECOND));
    for (let at = 0; at < bytes.byteLength; at += most) {
      const piece = bytes.subarray(at, Math.min(bytes.byteLength, at + most));
      const waitMs = (piece.byteLength / bytesPerSecond) * 1000;
      if (waitMs > 0) await stage.wait(waitMs);
      read += piece.byteLength;
      stage.handOn(piece);
    }
  };

  const untilNext = () => {
    const [next] = ahead;
    // What bites at the end waits for it: a body may turn out to be longer than it said.
    return next === undefined || next.offset >= size.bodyBytes ? Infinity : next.offset;
  };

  return {
    async pass(chunk) {
      let rest = chunk;
      for (;;) {
        // The rest is read, and forgotten.
        if (ended !== 'not') return ended === 'politely' ? 'on' : 'over';
        const room = Math.min(rest.byteLength, untilNext() - read);
        await handOn(rest.subarray(0, room));
        rest = rest.subarray(room);
        if (read < untilNext()) return 'on';
        const next = ahead.shift();
        if (next !== undefined) bite(next.fault);
      }
    },
    async finish() {
      for (const { fault } of ahead.splice(0)) if (ended === 'not') bite(fault);
      return ended === 'not' ? 'on' : 'over';
    },
  };
}
