import type { Clock } from '../clock.ts';
import { isProgressOnly } from '../model/progress-only.ts';
import type { UploadEvent } from '../model/upload-event.ts';
import { advance } from '../model/advance.ts';
import type { UploadState } from '../model/upload-state.ts';
import type { Digests, Upload } from '../model/upload.ts';

/** The one place where uploads are kept. Whoever reads it gets snapshots; unchanged uploads in them are the same objects. */
export type UploadStore = {
  get(id: string): Upload | undefined;
  list(): readonly Upload[];
  /** Where an upload stands on the list, from the first time it was there: the smaller, the earlier. */
  positionOf(id: string): number;
  /** Adds an upload, or replaces the one of this id in its place. */
  put(upload: Upload): void;
  /** The state after the event, or undefined if the upload is gone or the event meant nothing to it. */
  dispatch(id: string, event: UploadEvent): UploadState | undefined;
  recordDigests(id: string, found: Partial<Digests>): void;
  remove(id: string): void;
  /** Puts uploads before all that are there. */
  putFirst(earlier: readonly Upload[]): void;
  /** Hears that something has changed, once of everything that happens in one go; of mere progress once in `PROGRESS_BEAT_MS`. */
  subscribe(listener: () => void): () => void;
  /** Tells listeners of something that they can see and that is no upload. */
  touch(): void;
  /** Hears of every single change at once: for the engine's own parts, which must not go through the list for each. */
  watch(watcher: Watcher): void;
};

/** An upload before and after a change: undefined before it came and after it went. */
type Watcher = (id: string, after: Upload | undefined, before: Upload | undefined) => void;

/**
 * Whoever hears of a change goes through the whole list, draws it and writes it down. Of a short list each change is told at
 * once; where many files go by, small ones change dozens of times a second, and what changes in between is told together.
 */
const SHORT_LIST = 50;
const PAUSE_MS = 50;
/** Files that are sent side by side report at moments of their own; what is told of them is told together. */
export const PROGRESS_BEAT_MS = 100;

export function createUploadStore(clock: Pick<Clock, 'now' | 'sleep'>): UploadStore {
  const uploads = new Map<string, Upload>();
  const positions = new Map<string, number>();
  const listeners = new Set<() => void>();
  const watchers = new Set<Watcher>();
  let [firstPosition, nextPosition] = [0, 0];
  let snapshot: readonly Upload[] | undefined;
  /** When listeners are told next. */
  let next: { readonly at: number; readonly sleep: AbortController } | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;

  function changed(id: string, after: Upload | undefined, before: Upload | undefined): void {
    snapshot = undefined;
    for (const watcher of watchers) watcher(id, after, before);
    const isMere = before !== undefined && after !== undefined && isProgressOnly(before, after);
    tellSoon(isMere ? PROGRESS_BEAT_MS : 0);
  }

  /** @param restMs since they were last told */
  function tellSoon(restMs = 0): void {
    const pauseMs = uploads.size < SHORT_LIST ? 0 : PAUSE_MS;
    const now = clock.now();
    const at = Math.max(now, toldAt + Math.max(restMs, pauseMs));
    if (next !== undefined && next.at <= at) return;
    // What cannot wait comes first, and tells of everything.
    next?.sleep.abort();
    const sleep = new AbortController();
    next = { at, sleep };
    if (at === now) queueMicrotask(tell);
    else clock.sleep(at - now, sleep.signal).then(tell, () => undefined);
  }

  function tell(): void {
    next = undefined;
    toldAt = clock.now();
    for (const listener of listeners) listener();
  }

  function put(upload: Upload): void {
    const before = uploads.get(upload.id);
    if (before === undefined) positions.set(upload.id, nextPosition++);
    uploads.set(upload.id, upload);
    changed(upload.id, upload, before);
  }

  return {
    get: (id) => uploads.get(id),
    list: () => (snapshot ??= [...uploads.values()]),
    positionOf: (id) => positions.get(id) ?? nextPosition,
    put,
    dispatch(id, event) {
      const upload = uploads.get(id);
      if (upload === undefined) return undefined;
      const state = advance(upload.state, event);
      if (state === upload.state) return undefined;
      put({ ...upload, state });
      return state;
    },
    recordDigests(id, found) {
      const upload = uploads.get(id);
      if (upload !== undefined) put({ ...upload, digests: { ...upload.digests, ...found } });
    },
    remove(id) {
      const before = uploads.get(id);
      if (before === undefined) return;
      uploads.delete(id);
      positions.delete(id);
      changed(id, undefined, before);
    },
    putFirst(earlier) {
      const recent = [...uploads.values()];
      firstPosition -= earlier.length;
      uploads.clear();
      for (const [index, upload] of earlier.entries()) {
        positions.set(upload.id, firstPosition + index);
        uploads.set(upload.id, upload);
      }
      for (const upload of recent) uploads.set(upload.id, upload);
      for (const upload of earlier) changed(upload.id, upload, undefined);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    touch: () => tellSoon(),
    watch(watcher) {
      watchers.add(watcher);
    },
  };
}
