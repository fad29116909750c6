import type { Clock } from './clock.ts';
import { createLine } from './line.ts';
import type { UploadBook } from './upload-book.ts';
import type { Upload } from './upload.ts';

/**
 * Whose turn it is to be sent: that of the earliest on the list that is ready to go. While that one has to wait for others, small
 * files go before it.
 */
export type Turns = {
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

export type TurnsOptions = {
  readonly book: UploadBook;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** Whether one may begin that has not been tried; `lookAgain` tells of a change. */
  readonly mayBeginNew: () => boolean;
  /** Whether it may be sent while those are. */
  readonly mayGoBeside: (next: Upload, going: readonly Turn[]) => boolean;
  /** Whether it is so small that no earlier one loses by waiting for it. */
  readonly mayGoBefore: (next: Upload) => boolean;
  /** What has to be found out before it is sent; undefined when there is nothing. */
  readonly prepare: (next: Upload) => Promise<void> | undefined;
  /** Has it sent; `end` gives the place back. */
  readonly begin: (turn: Turn, end: () => void) => void;
};

/** A drive may take for ever to answer, and must not keep the others waiting. */
export const ORDER_PATIENCE_MS = 2_000;

export function createTurns(options: TurnsOptions): Turns {
  const { book, clock, mayBeginNew, mayGoBeside, mayGoBefore, prepare, begin } = options;
  const going = new Set<Turn>();
  /** Until when those behind wait for it, on the engine's monotonic clock. */
  const expected = new Map<string, number>();
  const line = createLine((id) => book.positionOf(id), isInLine);
  /** Those of them of which something was tried already. */
  const tried = createLine(
    (id) => book.positionOf(id),
    (id) => isInLine(id) && !isFresh(book.get(id)),
  );
  /** Those that need not wait for an earlier one. */
  const nimble = createLine(
    (id) => book.positionOf(id),
    (id) => isInLine(id) && isNimble(book.get(id)),
  );
  let isLooking = false;
  let isPaused = false;
  const waiting = new Set<() => void>();
  let alarm: { readonly at: number; readonly abort: AbortController } | undefined;

  book.watch((id, after) => {
    if (after === undefined) expected.delete(id);
    if (after?.state.status === 'queued') enter(id);
    lookSoon();
  });

  function enter(id: string): void {
    line.add(id);
    tried.add(id);
    if (isNimble(book.get(id))) nimble.add(id);
  }

  function isNimble(upload: Upload | undefined): boolean {
    return upload !== undefined && mayGoBefore(upload);
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

  /** The one whose turn it is, unless nobody may go now. */
  function nextUpload(): Upload | undefined {
    if (isPaused) return undefined;
    const mayGo = (id: string | undefined): Upload | undefined => {
      const upload = id === undefined ? undefined : book.get(id);
      // An attempt that was ended a moment ago has still to let go.
      if (upload === undefined || turnOf(upload.id) !== undefined) return undefined;
      return mayGoBeside(upload, [...going]) ? upload : undefined;
    };
    if (!mayBeginNew()) return mayGo(tried.first());
    return mayGo(line.first()) ?? mayGo(nimble.first());
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

  function give({ id, firmware, state }: Upload): void {
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

/** Nothing of it has been tried since somebody asked for it. */
function isFresh(upload: Upload | undefined): boolean {
  return upload?.state.status !== 'queued' || upload.state.tries.length === 0;
}
