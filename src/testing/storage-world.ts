import type { Upload } from '../upload/model/upload.ts';
import { isProgressOnly } from '../upload/model/upload-phase.ts';
import type { KeyedStore, SharedKeyValueStore } from '../upload/storage/key-value-store.ts';
import { settle } from './fake-clock.ts';

/** Storage in memory, as several pages see it, which outlives them. */
export function createMemoryStore() {
  const items = new Map<string, unknown>();
  const calls = { reads: 0, writes: 0 };
  const store: SharedKeyValueStore & KeyedStore = {
    async all() {
      calls.reads += 1;
      return [...items];
    },
    ids: async () => [...items.keys()],
    get: async (id) => items.get(id),
    async put(added) {
      calls.writes += 1;
      for (const [id, value] of added) items.set(id, structuredClone(value));
    },
    async update(changes) {
      calls.writes += 1;
      for (const [id, change] of changes) {
        if (items.has(id)) items.set(id, structuredClone(change(items.get(id))));
      }
    },
    async remove(ids) {
      for (const id of ids) items.delete(id);
    },
  };
  return Object.assign(store, { items, calls });
}

/** A queue that shows what a test says. */
export function createShownQueue() {
  let uploads: readonly Upload[] = [];
  let still = uploads;
  let restored: readonly Upload[] = [];
  const listeners = new Set<() => void>();
  return {
    restored: () => restored,
    restore(earlier: readonly Upload[]) {
      restored = earlier;
      still = uploads = [...earlier, ...uploads];
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => uploads,
    getStill: () => still,
    find: (id: string) => uploads.find((upload) => upload.id === id),
    async show(...next: readonly Upload[]) {
      if (!isProgress(uploads, next)) still = next;
      uploads = next;
      for (const listener of listeners) listener();
      await settle();
    },
  };
}

function isProgress(before: readonly Upload[], after: readonly Upload[]): boolean {
  return (
    before.length === after.length &&
    after.every((upload, index) => {
      const was = before[index];
      return was !== undefined && (was === upload || isProgressOnly(was, upload));
    })
  );
}
