import type { Clock } from '../clock.ts';
import { createPriorityQueue, type PriorityQueue } from './priority-queue.ts';
import { LARGE_FILE_BYTES, SMALL_FILE_BYTES } from './concurrency.ts';
import type { UploadStore } from './upload-store.ts';
import type { Upload } from '../model/upload.ts';

/**
 * Whose turn it is to be sent: that of the earliest on the list that is ready to go. One that may not go beside what is
 * being sent holds up neither smaller files behind it nor, for long, is held up by them.
 */
export type Scheduler = {
  /** This one will soon be ready, or known not to be: for a moment nobody behind it goes first. */
  expect(id: string): void;
  /** It is expected no longer. */
  settle(id: string): void;
  /** What the options were asked for may have another answer now. */
  lookAgain(): void;
  /** From now on nobody gets a turn; who has one keeps it. */
  pause(): void;
  resume(): void;
  isPaused(): boolean;
  /** Resolves while nothing is paused: who has a turn and has not asked for a ticket yet waits with that. */
  untilResumed(signal: AbortSignal): Promise<void>;
};

/** An upload that has its turn. */
export type Turn = { readonly id: string; readonly attempt: number; readonly size: number };

export type SchedulerOptions = {
  readonly book: UploadStore;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** Which may begin at all just now; `lookAgain` tells of a change. */
  readonly mayBegin: () => 'all' | ReadonlySet<string>;
  /** Whether it may be sent while those are. */
  readonly mayGoBeside: (next: Upload, going: readonly Turn[]) => boolean;
  /** What has to be found out before it is sent; undefined when there is nothing. */
  readonly prepare: (next: Upload) => Promise<void> | undefined;
  /** Has it sent; `end` gives the place back. */
  readonly begin: (turn: Turn, end: () => void) => void;
};

/** A drive may take for ever to answer, and must not keep the others waiting. */
export const ORDER_PATIENCE_MS = 2_000;
/**
 * So many files that are not small may go before one that waits for its turn. Small ones do not count: they are gone before
 * it could begin.
 */
export const PASSES_MAX = 8;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { book, clock, mayBegin, mayGoBeside, prepare, begin } = options;
  const going = new Set<Turn>();
  /** Until when those behind wait for it, on the engine's monotonic clock. */
  const expected = new Map<string, number>();
  /** Files of one class would fare alike beside what is being sent, so of each class only the first is asked about. */
  const lines: Readonly<Record<SizeClass, PriorityQueue>> = {
    small: createPriorityQueue((id) => book.positionOf(id), isInLine),
    medium: createPriorityQueue((id) => book.positionOf(id), isInLine),
    large: createPriorityQueue((id) => book.positionOf(id), isInLine),
  };
  /** How often one that waits for its turn was passed by. */
  const passes = new Map<string, number>();
  let isLooking = false;
  let isPaused = false;
  const waiting = new Set<() => void>();
  let alarm: { readonly at: number; readonly abort: AbortController } | undefined;

  book.watch((id, after) => {
    if (after === undefined) expected.delete(id);
    if (after?.state.status === 'queued') enter(id);
    else passes.delete(id);
    lookSoon();
  });

  function enter(id: string): void {
    const upload = book.get(id);
    if (upload !== undefined) lines[sizeClassOf(upload.firmware.size)].add(id);
  }

  function isInLine(id: string): boolean {
    const until = expected.get(id);
    if (until !== undefined) return until > clock.now();
    const state = book.get(id)?.state;
    return state?.status === 'queued' && turnOf(id)?.attempt !== state.attempt;
  }

  function turnOf(id: string): Turn | undefined {
    for (const turn of going) if (turn.id === id) return turn;
    return undefined;
  }

  /** Once after everything that happens in one go. */
  function lookSoon(): void {
    if (isLooking) return;
    isLooking = true;
    queueMicrotask(() => {
      isLooking = false;
      look();
    });
  }

  function look(): void {
    let next = nextUpload();
    for (; next !== undefined && !expected.has(next.id); next = nextUpload()) {
      const preparing = prepare(next);
      if (preparing === undefined) give(next);
      else expectUntil(next.id, preparing);
    }
    lookAgainAt(next && expected.get(next.id));
  }

  /** The one whose turn it is, or the one in front of it that is still expected; undefined when nothing may go now. */
  function nextUpload(): Upload | undefined {
    if (isPaused) return undefined;
    const underWay = [...going];
    const [head, ...behind] = candidates();
    if (head === undefined || expected.has(head.id)) return head;
    // An attempt that was ended a moment ago has still to let go.
    if (turnOf(head.id) !== undefined) return undefined;
    if (mayGoBeside(head, underWay)) return head;
    const mayPass = (passes.get(head.id) ?? 0) < PASSES_MAX;
    return behind.find(
      (upload) =>
        expected.has(upload.id) ||
        (turnOf(upload.id) === undefined &&
          (mayPass || isSmall(upload)) &&
          mayGoBeside(upload, underWay)),
    );
  }

  /** Those that may be next, in the order of the list: the first of each class, or whatever may begin at all. */
  function candidates(): readonly Upload[] {
    const allowed = mayBegin();
    const ids =
      allowed === 'all' ? SIZE_CLASSES.map((size) => lines[size].first()) : firstInLine(allowed);
    return ids
      .flatMap((id) => (id === undefined ? undefined : book.get(id)) ?? [])
      .toSorted((one, other) => book.positionOf(one.id) - book.positionOf(other.id));
  }

  function firstInLine(allowed: ReadonlySet<string>): readonly string[] {
    const ids: string[] = [];
    for (const id of allowed) {
      if (isInLine(id)) ids.push(id);
      // All of them may be thousands.
      if (ids.length === CANDIDATES_MAX) break;
    }
    return ids;
  }

  /** For as long as it is to be found out it takes no place, and after a moment lets others go first. */
  function expectUntil(id: string, end: Promise<void>): void {
    expect(id);
    void end.then(() => settle(id));
  }

  function expect(id: string): void {
    expected.set(id, clock.now() + ORDER_PATIENCE_MS);
    enter(id);
  }

  function settle(id: string): void {
    if (!expected.delete(id)) return;
    enter(id);
    lookSoon();
  }

  function give(next: Upload): void {
    const { id, firmware, state } = next;
    const [head] = candidates();
    if (head !== undefined && head.id !== id && !isSmall(next)) {
      passes.set(head.id, (passes.get(head.id) ?? 0) + 1);
    }
    const attempt = 'attempt' in state ? state.attempt : 0;
    const turn = { id, attempt, size: firmware.size };
    going.add(turn);
    begin(turn, () => {
      going.delete(turn);
      lookSoon();
    });
  }

  function lookAgainAt(at: number | undefined): void {
    if (alarm?.at === at) return;
    alarm?.abort.abort();
    alarm = undefined;
    if (at === undefined) return;
    const abort = new AbortController();
    alarm = { at, abort };
    clock.sleep(at - clock.now(), abort.signal).then(
      () => {
        alarm = undefined;
        look();
      },
      () => {},
    );
  }

  return {
    expect,
    settle,
    lookAgain: lookSoon,
    pause() {
      if (isPaused) return;
      isPaused = true;
      book.touch();
      lookSoon();
    },
    resume() {
      if (!isPaused) return;
      isPaused = false;
      // A Set may lose members while it is walked.
      for (const goOn of waiting) goOn();
      book.touch();
      lookSoon();
    },
    isPaused: () => isPaused,
    untilResumed(signal) {
      if (!isPaused) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.delete(goOn);
          signal.removeEventListener('abort', stop);
        };
        const goOn = () => {
          leave();
          resolve();
        };
        const stop = () => {
          leave();
          reject(signal.reason);
        };
        waiting.add(goOn);
        signal.addEventListener('abort', stop, { once: true });
        if (signal.aborted) stop();
      });
    },
  };
}

const SIZE_CLASSES = ['small', 'medium', 'large'] as const;
type SizeClass = (typeof SIZE_CLASSES)[number];

/** Of those that the user insists on so many are looked at; no more could go at once. */
const CANDIDATES_MAX = 4;

function sizeClassOf(size: number): SizeClass {
  if (size <= SMALL_FILE_BYTES) return 'small';
  return size <= LARGE_FILE_BYTES ? 'medium' : 'large';
}

function isSmall({ firmware }: Upload): boolean {
  return firmware.size <= SMALL_FILE_BYTES;
}
