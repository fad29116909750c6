import type { FaultPlan, Post } from '../faults/fault-plan.ts';
import { bodyOffset, isWireFault, type Fault, type WireFault } from '../faults/fault.ts';
import { unlessAborted, untilAborted } from '../upload/abort.ts';
import { browserClock } from '../upload/clock.ts';
import type { OutgoingForm, TransportWatch } from '../upload/transfer/transport.ts';
import { readAhead } from './read-ahead.ts';
import { speedAt, type LineProfile } from './controls/line-profile.ts';

export type SimulatedLine = {
  /** The file, piece by piece, at the link's pace. Throws where the line breaks, and when the file cannot be read. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Whether it ended so: there is no answer then. */
  isBroken(): boolean;
};

export type LineOptions = {
  /** How the line is now: asked again and again, since it may change under way. */
  readonly profile: () => LineProfile;
  /** How much of it is this transfer's: others may be beside it. */
  readonly share: () => number;
  readonly post: Post;
  readonly plan: Pick<FaultPlan, 'noteBite'>;
};

/** So often bytes move: several times between two that the page shows, so that none of those comes late. */
const TICK_MS = 10;
/** What a browser adds around the file. */
const FORM_BYTES = 400;

/** Takes its time as elapsed time goes, so a hidden tab catches up; and breaks, stands still or slows down where faults say so. */
export function openLine(
  { file }: OutgoingForm,
  { signal, onProgress }: TransportWatch,
  { profile, share, post, plan }: LineOptions,
): SimulatedLine {
  let isBroken = false;
  let isForgotten = false;
  /** A fault has slowed the line down to this. */
  let slowedTo: number | undefined;
  const faults = post.faults
    .filter(isLineFault)
    .map((fault) => ({ fault, at: bodyOffset(fault.at, post.size) }))
    .toSorted((a, b) => a.at - b.at);

  const speed = (ms: number) => slowedTo ?? speedAt(profile(), ms) * share();

  async function play(fault: LineFault, sent: number): Promise<void> {
    plan.noteBite(post, fault, sent);
    switch (fault.kind) {
      case 'slowed':
        slowedTo = fault.bytesPerSecond;
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
    const total = file.size + FORM_BYTES;
    const reader = readAhead(file);
    const startedAt = performance.now();
    let lookedAt = startedAt;
    /** What has had its time. */
    let due = 0;
    for (let sent = 0; ;) {
      const [next] = faults;
      if (next !== undefined && next.at <= sent) {
        faults.shift();
        await play(next.fault, sent);
        // What was due by then is not caught up with.
        due = sent;
        continue;
      }
      if (sent >= file.size) break;
      const now = performance.now();
      due += (speed((lookedAt + now) / 2 - startedAt) * (now - lookedAt)) / 1000;
      lookedAt = now;
      const end = Math.floor(Math.min(file.size, due, next?.at ?? Infinity));
      if (end > sent) {
        // A drive that is gone may take for ever to say so.
        const piece = await unlessAborted(reader.next(end - sent), signal);
        sent += piece.byteLength;
        if (!isForgotten) yield piece;
        onProgress(sent + FORM_BYTES, total);
      }
      // Without a pause the next read would be of what was due during this one: thousands of them a second, of a few bytes.
      if (due - sent < 1 && sent < file.size) await browserClock.sleep(TICK_MS, signal);
    }
    // Of an empty file the form is all there is.
    if (file.size === 0) onProgress(total, total);
    if (isForgotten) throw new Error('The line was closed.');
    await browserClock.sleep(profile().answerMs, signal);
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
