import type { ExchangeReader } from '../../upload/exchange-event.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import type { Seen } from '../judge.ts';

/** An upload that was added after a scenario was armed, and what is seen of it. */
export type Watched = { readonly name: string; readonly seen: Seen };

/** As much of the page's queue as is looked at. */
export type WatchedQueue = Pick<UploadQueue, 'subscribe' | 'getStill'> & {
  current():
    | (Pick<UploadQueue, 'find' | 'fileOf'> & { readonly exchanges: Pick<ExchangeReader, 'of'> })
    | undefined;
};

export type Watch = {
  subscribe(listener: () => void): () => void;
  /** In the order in which they were added; the same object until something else is seen. */
  getSnapshot(): readonly Watched[];
  stop(): void;
};

/**
 * @param queue what is on its list by now is not watched
 * @param which uploads are
 */
export function watchNext(queue: WatchedQueue, which: 'first' | 'each'): Watch {
  const listeners = new Set<() => void>();
  const before = new Set(ofThisVisit(queue).map(({ id }) => id));
  const watched = new Map<string, Watched>();
  let snapshot: readonly Watched[] = [];

  const look = () => {
    const isNew = ofThisVisit(queue).map(seeNew).includes(true);
    const hasMoved = [...watched].map(([id, { seen }]) => seeAgain(id, seen)).includes(true);
    if (!isNew && !hasMoved) return;
    snapshot = [...watched.values()];
    for (const listener of listeners) listener();
  };

  function seeNew({ id }: Upload): boolean {
    if (before.has(id) || watched.has(id) || (which === 'first' && watched.size > 0)) return false;
    return seeAgain(id, { states: [], size: 0, askedStore: false });
  }

  function seeAgain(id: string, { states }: Seen): boolean {
    const upload = queue.current()?.find(id);
    if (upload === undefined || upload.state === states.at(-1)) return false;
    const { state, firmware } = upload;
    const exchange = queue.current()?.exchanges.of(id);
    const askedStore =
      exchange?.events.some((event) => event.type === 'asked' && event.call === 'confirmation') ===
      true;
    const seen: Seen = {
      states: isSameStep(states.at(-1), state)
        ? [...states.slice(0, -1), state]
        : [...states, state],
      size: firmware.size,
      askedStore,
    };
    watched.set(id, { name: firmware.name, seen });
    return true;
  }

  const stop = queue.subscribe(look);
  look();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    stop,
  };
}

/** Without those of an earlier visit, whose files are not at hand. */
function ofThisVisit(queue: WatchedQueue): readonly Upload[] {
  const current = queue.current();
  return queue.getStill().filter(({ id }) => current?.fileOf(id) !== undefined);
}

/** Progress is no step. */
function isSameStep(before: UploadState | undefined, now: UploadState): boolean {
  if (before?.status !== now.status) return false;
  const attempts = [before, now].map((state) => ('attempt' in state ? state.attempt : 0));
  const isSameAttempt = attempts[0] === attempts[1];
  return before.status === 'confirming' && now.status === 'confirming'
    ? isSameAttempt && before.awaiting === now.awaiting
    : isSameAttempt;
}
