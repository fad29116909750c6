import type { FaultPlan, Post } from '../faults/fault-plan.ts';
import { bodyOffset, isWireFault, type Fault, type WireFault } from '../faults/fault.ts';
import type { OutgoingForm, TransportWatch } from '../upload/transfer/transport.ts';

/** How a simulated connection behaves. Times in milliseconds, speed in bytes a second. */
export type SimulatedLink = {
  readonly bytesPerSecond: number;
  /** TCP is slow at first: full speed is reached after this long. */
  readonly rampMs: number;
  /** From the last byte to the store's answer. */
  readonly answerMs: number;
};

export type SimulatedLine = {
  /** The file, piece by piece, at the link's pace. Throws where the line breaks, and when the file cannot be read. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Whether it ended so: there is no answer then. */
  isBroken(): boolean;
};

export type LineOptions = {
  readonly link: SimulatedLink;
  readonly post: Post;
  readonly plan: Pick<FaultPlan, 'bit'>;
};

/** So often bytes move: several times between two that the page shows, so that none of those comes late. */
const TICK_MS = 16;
/** What a tab that was hidden has to catch up with is read in pieces of this size. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** What a browser adds around the file. */
const FORM_BYTES = 400;

/** Bytes that have had their time, at `ms` since the start. */
type Pace = (ms: number) => number;

/** Takes its time as elapsed time goes, so a hidden tab catches up; and breaks, stands still or slows down where faults say so. */
export function openLine(
  { file }: OutgoingForm,
  { signal, onProgress }: TransportWatch,
  { link, post, plan }: LineOptions,
): SimulatedLine {
  let isBroken = false;
  let pace: Pace = rampedPace(link);
  let isForgotten = false;
  const faults = post.faults
    .filter(isLineFault)
    .map((fault) => ({ fault, at: bodyOffset(fault.at, post.size) }))
    .toSorted((a, b) => a.at - b.at);

  async function play(fault: LineFault, sent: number, ms: number): Promise<void> {
    plan.bit(post, fault, sent);
    switch (fault.kind) {
      case 'slowed':
        pace = (now) => sent + ((now - ms) * fault.bytesPerSecond) / 1000;
        return;
      case 'stalled':
        return untilAborted(signal);
      case 'closed':
        if (fault.isPolite !== true) throw new Error('The line was closed.');
        isForgotten = true;
        return;
      case 'reset':
        throw new Error('The line broke.');
    }
  }

  async function* carry(): AsyncGenerator<Uint8Array> {
    const startedAt = performance.now();
    const total = file.size + FORM_BYTES;
    for (let sent = 0; ;) {
      const ms = performance.now() - startedAt;
      const [next] = faults;
      if (next !== undefined && next.at <= sent) {
        faults.shift();
        await play(next.fault, sent, ms);
        continue;
      }
      if (sent >= file.size) break;
      const end = Math.floor(
        Math.min(file.size, pace(ms), sent + PIECE_BYTES, next?.at ?? Infinity),
      );
      if (end <= sent) {
        await sleep(TICK_MS, signal);
        continue;
      }
      const piece = new Uint8Array(await file.slice(sent, end).arrayBuffer());
      signal.throwIfAborted();
      sent += piece.byteLength;
      if (!isForgotten) yield piece;
      onProgress(sent + FORM_BYTES, total);
    }
    // Of an empty file the form is all there is.
    if (file.size === 0) onProgress(total, total);
    if (isForgotten) throw new Error('The line was closed.');
    await sleep(link.answerMs, signal);
  }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield* carry();
    } catch (error) {
      // Also where the file cannot be read any more: a browser gives up the request without an answer then.
      isBroken = true;
      throw error;
    }
  }

  return { bytes: bytes(), isBroken: () => isBroken };
}

type LineFault = Exclude<WireFault, { kind: 'lost-answer' }>;

function isLineFault(fault: Fault): fault is LineFault {
  return isWireFault(fault) && fault.kind !== 'lost-answer';
}

/** Speed grows evenly over the ramp, so the ramp carries half of what full speed would. */
function rampedPace({ bytesPerSecond, rampMs }: SimulatedLink): Pace {
  const rampBytes = (bytesPerSecond * rampMs) / 2000;
  return (ms) =>
    ms < rampMs
      ? rampBytes * (ms / rampMs) ** 2
      : rampBytes + ((ms - rampMs) * bytesPerSecond) / 1000;
}

/** Rejects, sooner or later. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
