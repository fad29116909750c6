import { toldText } from '../../contract/legible-text.ts';
import type { Clock } from '../clock.ts';
import { advanceDigests, type DigestEvent } from '../model/digests.ts';
import { isProgressOnly, urgencyOf, type Urgency } from '../model/upload-phase.ts';
import { NO_REMARKS, type Remark } from '../model/remarks.ts';
import type { UploadEvent } from '../model/upload-event.ts';
import { advance } from '../model/advance.ts';
import type { UploadState } from '../model/upload-state.ts';
import type { Upload } from '../model/upload.ts';

/**
 * The one place where uploads are kept, with their files and what goes on for each. Its readers get snapshots; unchanged uploads
 * in them are the same objects.
 */
export type UploadStore = {
  get(id: string): Upload | undefined;
  list(): readonly Upload[];
  /** The list without regard to mere progress: the same array until something else changes. */
  still(): readonly Upload[];
  /** Where an upload stands on the list, from the first time it was there: the smaller, the earlier. */
  positionOf(id: string): number;
  /** Undefined for an upload of an earlier visit. */
  fileOf(id: string): File | undefined;
  /** Adds an upload, or replaces the one of this id in its place. */
  put(upload: Upload, file?: File): void;
  /** The state after the event, or undefined if the upload is gone or the event meant nothing to it. */
  dispatch(id: string, event: UploadEvent): UploadState | undefined;
  advanceDigests(id: string, event: DigestEvent): void;
  setRemark(id: string, remark: Remark, text: string): void;
  /** Stops what goes on for it. */
  remove(id: string): void;
  /** Puts uploads before all that are there. */
  putFirst(earlier: readonly Upload[]): void;
  /** Runs until it is done or stopped; only the latest task of an upload can be stopped. */
  run(id: string, task: (signal: AbortSignal) => Promise<void>, onMistake: OnMistake): void;
  stop(id: string): void;
  /** Called when something has changed, once for everything of a moment, as soon as its `Urgency` has it. */
  subscribe(listener: () => void): () => void;
  /** Tells listeners of something that they can see and that is no upload. */
  touch(): void;
  /** Called for every single change at once. */
  watch(watcher: Watcher): void;
};

/** Called with what should not have happened: a task rejects only when it is stopped. */
type OnMistake = (detail: string) => void;

/** An upload after and before a change: undefined after it was removed and before it was added. */
export type Watcher = (id: string, after: Upload | undefined, before: Upload | undefined) => void;

/** Called with an event that changed an upload, and the upload after it. */
export type OnEvent = (event: UploadEvent, upload: Upload) => void;

/** Of listeners, at a time of the engine's monotonic clock. */
type Notification = { readonly at: number; readonly sleep: AbortController };

/**
 * For each look listeners go through the whole list, draw it and save it. Of a short list each change is told; of a long one, whose
 * small files change dozens of times a second, all changes of a moment are told together.
 */
const SHORT_LIST = 50;
const PAUSE_MS = 50;
/** Progress, and of a long list every step, is told together: files that are sent side by side report at different moments. */
export const BEAT_MS = 100;

export function createUploadStore(
  clock: Pick<Clock, 'now' | 'sleep' | 'nextTask'>,
  onEvent?: OnEvent,
): UploadStore {
  const uploads = new Map<string, Upload>();
  const positions = new Map<string, number>();
  const files = new Map<string, File>();
  const tasks = new Map<string, AbortController>();
  const listeners = new Set<() => void>();
  const watchers = new Set<Watcher>();
  let [firstPosition, nextPosition] = [0, 0];
  let snapshot: readonly Upload[] | undefined;
  let still: readonly Upload[] | undefined;
  /** When listeners are notified next. */
  let next: Notification | undefined;
  let notifiedAt = Number.NEGATIVE_INFINITY;

  function changed(id: string, after: Upload | undefined, before: Upload | undefined): void {
    snapshot = undefined;
    for (const watcher of watchers) watcher(id, after, before);
    const isKept = before !== undefined && after !== undefined;
    if (!isKept || !isProgressOnly(before, after)) still = undefined;
    notifySoon(urgencyOf(before, after));
  }

  function notifySoon(urgency: Urgency): void {
    const now = clock.now();
    const at = Math.max(now, notifiedAt + restAfter(urgency));
    const isSooner =
      next === undefined || at < next.at || (at === next.at && urgency === 'at-once');
    if (!isSooner) return;
    // What cannot wait comes first, and covers the rest.
    next?.sleep.abort();
    const sleep = new AbortController();
    const notification: Notification = { at, sleep };
    next = notification;
    const tell = () => notify(notification);
    if (at > now) clock.sleep(at - now, sleep.signal).then(tell, () => undefined);
    else if (urgency === 'at-once') queueMicrotask(tell);
    // Drawing comes last: a form is posted first, and then it is shown that it is.
    else clock.nextTask(tell);
  }

  /** @returns how long listeners are left alone after they were notified, in milliseconds */
  function restAfter(urgency: Urgency): number {
    const isLong = uploads.size >= SHORT_LIST;
    switch (urgency) {
      case 'at-once':
        return isLong ? PAUSE_MS : 0;
      case 'step':
        return isLong ? BEAT_MS : 0;
      case 'progress':
        return BEAT_MS;
    }
  }

  function notify(notification: Notification): void {
    if (next !== notification) return;
    next = undefined;
    notifiedAt = clock.now();
    for (const listener of listeners) listener();
  }

  function put(upload: Upload, file = files.get(upload.id)): void {
    const before = uploads.get(upload.id);
    if (before === undefined) positions.set(upload.id, nextPosition++);
    if (file !== undefined) files.set(upload.id, file);
    uploads.set(upload.id, upload);
    changed(upload.id, upload, before);
  }

  function stop(id: string): void {
    tasks.get(id)?.abort();
    tasks.delete(id);
  }

  const list = () => (snapshot ??= [...uploads.values()]);

  return {
    get: (id) => uploads.get(id),
    list,
    still: () => (still ??= list()),
    positionOf: (id) => positions.get(id) ?? nextPosition,
    fileOf: (id) => files.get(id),
    put,
    dispatch(id, event) {
      const upload = uploads.get(id);
      const after = upload && afterEvent(upload, event);
      if (after === undefined || after === upload) return undefined;
      onEvent?.(event, after);
      put(after);
      return after.state;
    },
    advanceDigests(id, event) {
      const upload = uploads.get(id);
      if (upload === undefined) return;
      const digests = advanceDigests(upload.digests, event);
      if (digests !== upload.digests) put({ ...upload, digests });
    },
    setRemark(id, remark, text) {
      const upload = uploads.get(id);
      const { remarks = NO_REMARKS } = upload ?? {};
      if (upload === undefined || remarks[remark] === text) return;
      put({ ...upload, remarks: { ...remarks, [remark]: text } });
    },
    remove(id) {
      const before = uploads.get(id);
      if (before === undefined) return;
      stop(id);
      uploads.delete(id);
      positions.delete(id);
      files.delete(id);
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
    run(id, task, onMistake) {
      const abort = new AbortController();
      tasks.set(id, abort);
      task(abort.signal)
        .catch((error: unknown) => {
          if (abort.signal.aborted) return;
          onMistake(toldText(String(error)));
          reportError(error);
        })
        .finally(() => {
          if (tasks.get(id) === abort) tasks.delete(id);
        });
    },
    stop,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    touch: () => notifySoon('at-once'),
    watch(watcher) {
      watchers.add(watcher);
    },
  };
}

/** The same object when the event meant nothing to it. */
function afterEvent(upload: Upload, event: UploadEvent): Upload {
  const before = upload.state;
  const state = advance(before, event);
  if (state === before) return upload;
  if (event.type !== 'retried' && event.type !== 'resumed') return { ...upload, state };
  const failure = 'failure' in before ? before.failure : undefined;
  return {
    ...upload,
    state,
    digests: advanceDigests(upload.digests, { type: 'retried', failure }),
  };
}
