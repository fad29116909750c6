import { unlessAborted } from '../abort.ts';
import type { Clock } from '../clock.ts';
import type { Upload } from '../model/upload.ts';
import { createPriorityQueue, type PriorityQueue } from '../priority-queue.ts';
import { SIZE_CLASSES, SMALL_AT_ONCE, sizeClassOf, type SizeClass } from './concurrency.ts';
import type { UploadStore, Watcher } from './upload-store.ts';

/**
 * Decides which upload is sent next: the earliest on the list that is ready. One that may not be sent beside what is being
 * sent does not hold up smaller files behind it, and they do not hold it up for long.
 */
export type Scheduler = {
  readonly onChange: Watcher;
  /** This one will soon be ready, or known not to be: for a moment those behind it wait. */
  expect(id: string): void;
  /** It is expected no longer. */
  settle(id: string): void;
  /** To be called when the options may have other answers now. */
  look(): void;
  /** From now on no upload gets a turn; one that has its turn keeps it. */
  pause(): void;
  resume(): void;
  isPaused(): boolean;
  /** Resolves while nothing is paused: an upload that has its turn, but no ticket yet, waits with that. */
  untilResumed(signal: AbortSignal): Promise<void>;
};

/** An upload that has its turn. */
export type Turn = { readonly id: string; readonly attempt: number; readonly size: number };

export type SchedulerOptions = {
  readonly store: Pick<UploadStore, 'get' | 'positionOf' | 'touch'>;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** Which may begin now: during an outage not all. */
  readonly mayBegin: () => 'all' | ReadonlySet<string>;
  /** Whether it may be sent while `going` are. */
  readonly mayGoBeside: (next: Upload, going: readonly Turn[]) => boolean;
  /** What has to be found out before it is sent; undefined when there is nothing. */
  readonly prepare: (next: Upload) => Promise<void> | undefined;
  /** Sends it; its place is free again once that resolves. */
  readonly begin: (turn: Turn) => Promise<void>;
};

/** A drive may take for ever to answer, and must not keep the others waiting. */
export const ORDER_PATIENCE_MS = 2_000;
/** So many files that are not small may overtake one that waits. Small ones do not count: they are gone before it could begin. */
export const PASSES_MAX = 8;
/** Of those that the user insists on so many are looked at; no more could go at once. */
const CANDIDATES_MAX = 4;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { store, clock, mayBegin, mayGoBeside, prepare, begin } = options;
  const going = new Set<Turn>();
  /** Until when those behind wait for it, on the engine's monotonic clock. */
  const expected = new Map<string, number>();
  const queueOf = () => createPriorityQueue((id) => store.positionOf(id), isQueued);
  /** Beside what is being sent either all files of one class may be sent or none, so only the first of each class is looked at. */
  const queues: Readonly<Record<SizeClass, PriorityQueue>> = {
    small: queueOf(),
    medium: queueOf(),
    large: queueOf(),
  };
  /** How many files have overtaken one that waits for its turn. */
  const passes = new Map<string, number>();
  let isPaused = false;
  let resumed = Promise.resolve();
  let letGoOn = () => {};
  let isLooking = false;
  let alarm: { readonly at: number; readonly abort: AbortController } | undefined;

  function enter(id: string): void {
    const upload = store.get(id);
    if (upload !== undefined) queues[sizeClassOf(upload.firmware.size)].add(id);
  }

  function isQueued(id: string): boolean {
    const until = expected.get(id);
    if (until !== undefined) return until > clock.now();
    const state = store.get(id)?.state;
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
    // With every place taken nothing has to be looked at: the next look comes with the next place.
    if (isPaused || going.size >= SMALL_AT_ONCE) return undefined;
    const underWay = [...going];
    const [head, ...behind] = candidates();
    if (head === undefined || expected.has(head.id)) return head;
    // An attempt that was ended a moment ago may still hold its place.
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
      allowed === 'all' ? SIZE_CLASSES.map((size) => queues[size].first()) : firstOf(allowed);
    return ids
      .flatMap((id) => (id === undefined ? undefined : store.get(id)) ?? [])
      .toSorted((one, other) => store.positionOf(one.id) - store.positionOf(other.id));
  }

  function firstOf(allowed: ReadonlySet<string>): readonly string[] {
    const ids: string[] = [];
    for (const id of allowed) {
      if (isQueued(id)) ids.push(id);
      // All of them may be thousands.
      if (ids.length === CANDIDATES_MAX) break;
    }
    return ids;
  }

  /** Until `end` it takes no place, and after `ORDER_PATIENCE_MS` others may go first. */
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
    void begin(turn).then(() => {
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

  function setPaused(pause: boolean): void {
    if (pause === isPaused) return;
    isPaused = pause;
    if (pause) resumed = new Promise((resolve) => (letGoOn = resolve));
    else letGoOn();
    store.touch();
    lookSoon();
  }

  return {
    onChange(id, after) {
      if (after === undefined) expected.delete(id);
      if (after?.state.status === 'queued') enter(id);
      else passes.delete(id);
      lookSoon();
    },
    expect,
    settle,
    look: lookSoon,
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    isPaused: () => isPaused,
    untilResumed: (signal) => unlessAborted(resumed, signal),
  };
}

function isSmall({ firmware }: Upload): boolean {
  return sizeClassOf(firmware.size) === 'small';
}
