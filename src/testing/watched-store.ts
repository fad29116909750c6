import {
  memoryStore,
  type ObjectDescription,
  type ObjectStore,
} from '../simulator/bucket/store.ts';

/** A store that tells what is done to it. */
export type WatchedStore = {
  readonly store: ObjectStore;
  /** Objects that are staged and not yet discarded. */
  open(): number;
  /** File bytes that it was given to write, in all. */
  written(): number;
  readonly committed: readonly ObjectDescription[];
};

export function watchStore(inner: ObjectStore = memoryStore()): WatchedStore {
  const open = new Set<object>();
  const committed: ObjectDescription[] = [];
  let written = 0;
  const store: ObjectStore = {
    find: (key) => inner.find(key),
    async stage(announcedBytes) {
      const staged = await inner.stage(announcedBytes);
      open.add(staged);
      return {
        async write(chunk) {
          written += chunk.byteLength;
          await staged.write(chunk);
        },
        async commit(description, overwrite) {
          const outcome = await staged.commit(description, overwrite);
          if (outcome === 'stored') committed.push(description);
          return outcome;
        },
        async discard() {
          open.delete(staged);
          await staged.discard();
        },
      };
    },
  };
  return { store, open: () => open.size, written: () => written, committed };
}
