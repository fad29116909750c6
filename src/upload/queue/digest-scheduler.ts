import type { DigestClient } from '../digest/digest-client.ts';
import { createPriorityQueue } from './priority-queue.ts';
import { createWireWatch, type WireWatch } from './wire-watch.ts';
import { isUnderWay } from '../model/upload-phase.ts';
import type { UploadStore } from './upload-store.ts';
import type { DigestKind, DigestState, SettledDigest, Upload } from '../model/upload.ts';

/** Decides which file each lane digests next, and stops a lane whose file nobody waits for any more. */
export type DigestScheduler = {
  /** Resolves once this digest of the upload is settled. */
  digestOf(id: string, kind: DigestKind, signal: AbortSignal): Promise<SettledDigest>;
};

/** Digests run beside the transfer; this many files may be done before their turn to be sent. */
const FILES_AHEAD = 2;

export function createDigestScheduler(
  lanes: readonly DigestClient[],
  book: UploadStore,
  /** Undefined for an upload of an earlier visit. */
  fileOf: (id: string) => File | undefined,
): DigestScheduler {
  const waiting = new Map<string, Map<() => void, DigestKind>>();
  const isAwaited = (id: string, lane: DigestClient) =>
    [...(waiting.get(id)?.values() ?? [])].some((kind) => lane.kinds.includes(kind));
  const wire = createWireWatch(book);
  const desks = lanes.map((lane) =>
    createLaneDesk(lane, book, fileOf, wire, {
      has: (id) => isAwaited(id, lane),
      first: () => [...waiting.keys()].find((id) => isAwaited(id, lane)),
    }),
  );
  let isLooking = false;

  book.watch((id, after, before) => {
    for (const desk of desks) desk.note(id, after, before);
    if (after?.digests !== before?.digests) {
      // A Map may lose members while it is walked.
      for (const wake of waiting.get(id)?.keys() ?? []) wake();
    }
    lookSoon();
  });

  function lookSoon(): void {
    if (isLooking) return;
    isLooking = true;
    queueMicrotask(() => {
      isLooking = false;
      for (const desk of desks) desk.look();
    });
  }

  return {
    digestOf(id, kind, signal) {
      return new Promise((resolve, reject) => {
        const wakes = waiting.get(id) ?? new Map<() => void, DigestKind>();
        const leave = () => {
          wakes.delete(wake);
          if (wakes.size === 0) waiting.delete(id);
          signal.removeEventListener('abort', abandon);
        };
        const abandon = () => {
          leave();
          reject(signal.reason);
        };
        const wake = () => {
          const state = book.get(id)?.digests[kind];
          if (state === undefined || state.status === 'pending') return;
          leave();
          resolve(state);
        };
        signal.addEventListener('abort', abandon, { once: true });
        waiting.set(id, wakes.set(wake, kind));
        wake();
        lookSoon();
      });
    },
  };
}

/** Uploads whose digest somebody waits for. */
type Awaited = {
  has(id: string): boolean;
  first(): string | undefined;
};

/** One lane's share: who lacks its digests, and whose turn it is. */
function createLaneDesk(
  lane: DigestClient,
  book: UploadStore,
  fileOf: (id: string) => File | undefined,
  wire: WireWatch,
  awaited: Awaited,
) {
  let job: { readonly id: string; readonly abort: AbortController } | undefined;
  let isPaused = false;
  /** How many are digested before their turn to be sent. */
  let ahead = 0;

  const lineOf = (belongs: (upload: Upload) => boolean) =>
    createPriorityQueue(
      (id) => book.positionOf(id),
      (id) => {
        const upload = book.get(id);
        return upload !== undefined && belongs(upload) && lacks(upload, lane);
      },
    );
  const sent = lineOf(({ state }) => isUnderWay(state));
  const done = lineOf(({ state }) => state.status === 'done');
  const queued = lineOf(({ state }) => state.status === 'queued');

  function isAhead(upload: Upload | undefined): boolean {
    return upload?.state.status === 'queued' && !lacks(upload, lane);
  }

  function lineFor({ state }: Upload) {
    if (isUnderWay(state)) return sent;
    if (state.status === 'done') return done;
    return state.status === 'queued' ? queued : undefined;
  }

  /** A file on a drive that hangs must not keep those waiting that are being sent. */
  function isWorthGoingOn(id: string): boolean {
    const upload = book.get(id);
    if (upload === undefined || !isWanted(upload)) return false;
    if (isUnderWay(upload.state)) return true;
    // What is only shown and kept is not worth beginning anew.
    if (lane.purpose === 'verdict' && sent.first() !== undefined) return false;
    return upload.state.status !== 'queued' || awaited.has(id) || awaited.first() === undefined;
  }

  /** What a verdict needs: of who is being sent, of whom somebody waits for, of who is done, of a few of who is next. The rest after the wire. */
  function next(): string | undefined {
    switch (lane.purpose) {
      case 'verdict':
        return (
          sent.first() ??
          awaited.first() ??
          done.first() ??
          (ahead < FILES_AHEAD ? queued.first() : undefined)
        );
      case 'record':
        return awaited.first() ?? (wire.isFast() ? undefined : (sent.first() ?? done.first()));
    }
  }

  function look(): void {
    if (job === undefined) startNext();
    else if (!isWorthGoingOn(job.id)) job.abort.abort();
    else setPaused(mustYield());
  }

  /** Whoever waits for another file of this lane has its turn after this one, so this one has to go on then. */
  function mustYield(): boolean {
    return lane.purpose === 'record' && wire.isFast() && awaited.first() === undefined;
  }

  function setPaused(pause: boolean): void {
    if (pause === isPaused) return;
    isPaused = pause;
    lane.setPaused(pause);
  }

  function startNext(): void {
    const id = next();
    const file = id === undefined ? undefined : fileOf(id);
    if (id === undefined || file === undefined) return;
    setPaused(false);
    job = { id, abort: new AbortController() };
    void digest(id, file, job.abort.signal);
  }

  async function digest(id: string, file: File, signal: AbortSignal): Promise<void> {
    const none = new Map<DigestKind, string>();
    const values = await lane.compute(file, signal).catch(() => none);
    job = undefined;
    // Of a small file all are known at once.
    const kinds = new Set([...lane.kinds, ...values.keys()]);
    // What was found out meanwhile, by a comparison with the file, stays.
    const isOpen = (kind: DigestKind) => book.get(id)?.digests[kind].status === 'pending';
    const found = [...kinds].filter((kind) => values.has(kind) || isOpen(kind));
    const states = found.map((kind) => [kind, settled(values.get(kind))] as const);
    if (!signal.aborted) book.recordDigests(id, Object.fromEntries(states));
    look();
  }

  return {
    look,
    note(id: string, after: Upload | undefined, before: Upload | undefined): void {
      ahead += Number(isAhead(after)) - Number(isAhead(before));
      if (after !== undefined && fileOf(id) !== undefined && lacks(after, lane)) {
        lineFor(after)?.add(id);
      }
    },
  };
}

function settled(value: string | undefined): DigestState {
  return value === undefined ? { status: 'unavailable' } : { status: 'known', value };
}

function isWanted({ state }: Upload): boolean {
  return (
    state.status === 'queued' ||
    state.status === 'waiting' ||
    state.status === 'done' ||
    isUnderWay(state)
  );
}

function lacks({ digests }: Upload, { kinds, purpose }: DigestClient): boolean {
  // First what the verdict waits for, and that may bring the others with it.
  if (purpose === 'record' && digests.crc64.status === 'pending') return false;
  return kinds.some((kind) => digests[kind].status === 'pending');
}
