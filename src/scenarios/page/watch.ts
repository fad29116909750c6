import type { ExchangeReader } from '../../upload/exchange-event.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import type { Seen } from '../judge.ts';

/** The first upload after a scenario was armed, and what is seen of it. */
export type Watched = { readonly name: string; readonly seen: Seen };

/** As much of the page's queue as is looked at. */
export type WatchedQueue = Pick<UploadQueue, 'subscribe' | 'getStill'> & {
  current():
    | (Pick<UploadQueue, 'find' | 'fileOf'> & { readonly exchanges: Pick<ExchangeReader, 'of'> })
    | undefined;
};

export type Watch = {
  subscribe(listener: () => void): () => void;
  /** The same object until something else is seen; undefined until there is an upload. */
  getSnapshot(): Watched | undefined;
  stop(): void;
};

/** @param queue what is on its list by now is not watched */
export function watchNext(queue: WatchedQueue): Watch {
  const listeners = new Set<() => void>();
  const before = new Set(ofThisVisit(queue).map(({ id }) => id));
  let states: readonly UploadState[] = [];
  let id: string | undefined;
  let watched: Watched | undefined;

  const look = () => {
    id ??= ofThisVisit(queue).find((upload) => !before.has(upload.id))?.id;
    const upload = id === undefined ? undefined : queue.current()?.find(id);
    if (id === undefined || upload === undefined || upload.state === states.at(-1)) return;
    const { state, firmware } = upload;
    states = isSameStep(states.at(-1), state)
      ? [...states.slice(0, -1), state]
      : [...states, state];
    const exchange = queue.current()?.exchanges.of(id);
    const askedStore =
      exchange?.events.some((event) => event.type === 'asked' && event.call === 'confirmation') ===
      true;
    watched = { name: firmware.name, seen: { states, size: firmware.size, askedStore } };
    for (const listener of listeners) listener();
  };

  const stop = queue.subscribe(look);
  look();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => watched,
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
