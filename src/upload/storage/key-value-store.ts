import { createStore, delMany, entries, promisifyRequest, setMany } from 'idb-keyval';

/** Where small things survive a reload. Every method may fail: storage can be forbidden, full or broken. */
export type KeyValueStore = {
  all(): Promise<readonly Item[]>;
  put(items: readonly Item[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
};

/** One that several tabs write to at once. */
export type SharedKeyValueStore = KeyValueStore & {
  /** Puts only those that are still there, in one go: what another tab has removed stays removed. */
  replace(items: readonly Item[]): Promise<void>;
};

type Item = readonly [id: string, value: unknown];

/** IndexedDB. */
export function createBrowserStore(name: string): SharedKeyValueStore {
  // Opened when first used: where it is forbidden even that is an error.
  let opened: ReturnType<typeof createStore> | undefined;
  const store = () => (opened ??= createStore(name, 'items'));
  return {
    all: async () => entries<string, unknown>(store()),
    put: async (items) =>
      setMany(
        [...items].map(([id, value]) => [id, value]),
        store(),
      ),
    remove: async (ids) => delMany([...ids], store()),
    replace: async (items) =>
      store()('readwrite', (all) => {
        for (const [id, value] of items) {
          const found = all.getKey(id);
          found.addEventListener('success', () => {
            if (found.result !== undefined) all.put(value, id);
          });
        }
        return promisifyRequest(all.transaction);
      }),
  };
}
