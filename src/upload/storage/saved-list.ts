import type { Clock } from '../clock.ts';
import { isProgressOnly } from '../model/upload-phase.ts';
import {
  isOfThisPage,
  isWorthSaving,
  readSavedUpload,
  restoreUpload,
  saveUpload,
} from './saved-upload.ts';
import type { KeyValueStore } from './key-value-store.ts';
import type { OpenTab } from './open-tabs.ts';
import type { UploadState } from '../model/upload-state.ts';
import type { RestorableQueue, Upload } from '../model/upload.ts';

/** Saves the list across reloads and crashes. Without storage nothing is saved, and uploads go on as if nothing were missing. */
export type SavedList = {
  /** Brings back what no open tab is busy with, oldest first, and from then on follows the queue. */
  follow(queue: FollowedQueue): Promise<void>;
};

type FollowedQueue = Pick<
  RestorableQueue,
  'restore' | 'subscribe' | 'getSnapshot' | 'getStill' | 'find'
>;

export type SavedListOptions = {
  readonly store: KeyValueStore;
  readonly tab: () => Promise<OpenTab>;
  readonly clock: Pick<Clock, 'now'>;
};

/** So many uploads are saved; the oldest finished ones are dropped first, then those that failed. */
export const SAVED_MAX = 200;
/** How far a transfer has come is saved this often; every other change at once. */
const PROGRESS_EVERY_MS = 1_000;

export function createSavedList({ store, tab, clock }: SavedListOptions): SavedList {
  /** What is stored, by id, as it was when written; no upload where that has failed. */
  const written = new Map<string, { upload: Upload | undefined; at: number }>();
  let lastWrite: Promise<unknown> = Promise.resolve();
  /** A write has failed. */
  let isIncomplete = false;

  return {
    async follow(queue) {
      const self = await tab();
      const earlier = await restore(self);
      for (const upload of earlier) written.set(upload.id, { upload, at: clock.now() });
      if (earlier.length > 0) queue.restore(earlier);
      // From now on they are this tab's.
      write(earlier, [], self.id);
      let recorded: readonly Upload[] | undefined;
      const look = () => {
        const still = queue.getStill();
        if (still === recorded && !isIncomplete) return recordMoving(queue, self.id);
        recorded = still;
        isIncomplete = false;
        record(queue.getSnapshot(), self.id);
      };
      queue.subscribe(look);
      look();
    },
  };

  async function restore(self: OpenTab): Promise<readonly Upload[]> {
    const stored = await store.all().catch(() => []);
    const found: Upload[] = [];
    const worthless: string[] = [];
    for (const [id, value] of stored) {
      const saved = readSavedUpload(value);
      if (saved === undefined) {
        // A newer page, in another tab or of a release that was taken back, keeps its uploads here, too.
        if (!isOfThisPage(value)) worthless.push(id);
      } else if (saved.tab === self.id || !(await self.isOpen(saved.tab))) {
        found.push(restoreUpload(id, saved));
      }
    }
    // Ids grow with time.
    found.sort((one, other) => (one.id < other.id ? -1 : 1));
    worthless.push(...found.slice(0, -SAVED_MAX).map(({ id }) => id));
    write([], worthless, self.id);
    return found.slice(-SAVED_MAX);
  }

  function record(uploads: readonly Upload[], tabId: string): void {
    const now = clock.now();
    const changed: Upload[] = [];
    const gone = new Set(written.keys());
    let droppable: string[] | undefined;
    for (const upload of uploads) {
      const before = written.get(upload.id);
      if (before?.upload !== upload && !isWorthSaving(upload)) continue;
      gone.delete(upload.id);
      if (before?.upload === upload) continue;
      if (before === undefined && written.size >= SAVED_MAX) {
        droppable ??= idsToDrop();
        const [oldest] = droppable;
        // What was dropped for its age does not come back.
        if (oldest === undefined || oldest > upload.id) continue;
        droppable.shift();
        written.delete(oldest);
        gone.add(oldest);
      }
      if (before !== undefined && isOnItsWay(before.upload, upload)) {
        if (now - before.at < PROGRESS_EVERY_MS) {
          isIncomplete ||= before.upload === undefined;
          continue;
        }
      }
      written.set(upload.id, { upload, at: now });
      changed.push(upload);
    }
    for (const id of gone) written.delete(id);
    const kept = changed.filter(({ id }) => written.has(id));
    write(kept, [...gone], tabId);
  }

  /** While only bytes move: what is saved as being sent, and nothing else of the list. */
  function recordMoving(queue: Pick<FollowedQueue, 'find'>, tabId: string): void {
    const now = clock.now();
    const moved: Upload[] = [];
    for (const [id, { upload: before, at }] of written) {
      if (before?.state.status !== 'sending' || now - at < PROGRESS_EVERY_MS) continue;
      const upload = queue.find(id);
      if (upload === undefined || upload === before) continue;
      written.set(id, { upload, at: now });
      moved.push(upload);
    }
    write(moved, [], tabId);
  }

  /** What is done first, since it has a receipt, then what has failed; the oldest of each first. */
  function idsToDrop(): string[] {
    const [done, failed]: [string[], string[]] = [[], []];
    for (const [id, { upload }] of written) {
      if (upload?.state.status === 'done') done.push(id);
      else if (upload !== undefined && hasFailed(upload.state)) failed.push(id);
    }
    return [...done.toSorted(), ...failed.toSorted()];
  }

  /** One write after the other; one that fails is made good with the next change. */
  function write(changed: readonly Upload[], gone: readonly string[], tabId: string): void {
    if (changed.length === 0 && gone.length === 0) return;
    const items = changed.flatMap((upload) => {
      const value = saveUpload(upload, tabId);
      return value === undefined ? [] : [[upload.id, value] as const];
    });
    lastWrite = lastWrite
      .then(async () => {
        if (gone.length > 0) await store.remove(gone).catch(() => undefined);
        if (items.length > 0) await store.put(items);
      })
      .catch(() => {
        isIncomplete = true;
        for (const { id } of changed) {
          const entry = written.get(id);
          if (entry !== undefined) written.set(id, { ...entry, upload: undefined });
        }
      });
  }
}

function hasFailed(state: UploadState): boolean {
  return (
    state.status === 'failed' || (state.status === 'interrupted' && state.failedWith !== undefined)
  );
}

/** Not worth a write of its own. */
function isOnItsWay(before: Upload | undefined, after: Upload): boolean {
  return before === undefined ? after.state.status === 'sending' : isProgressOnly(before, after);
}
