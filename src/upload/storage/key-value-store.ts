import { createStore, delMany, entries, get, keys, promisifyRequest, setMany } from 'idb-keyval';

/** Where small things survive a reload. Every method may fail: storage can be forbidden, full or broken. */
export type KeyValueStore = {
  all(): Promise<readonly Item[]>;
  put(items: readonly Item[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
};

/** One that several tabs write to at once. */
export type SharedKeyValueStore = KeyValueStore & {
  /** Changes only those that are still there, in one go: what another tab has removed stays removed. */
  update(changes: ReadonlyMap<string, (value: unknown) => unknown>): Promise<void>;
};

/** One whose items are read one at a time. */
export type KeyedStore = Omit<KeyValueStore, 'all'> & {
  ids(): Promise<readonly string[]>;
  /** Undefined where there is none. */
  get(id: string): Promise<unknown>;
};

type Item = readonly [id: string, value: unknown];

/** IndexedDB. */
export function createBrowserStore(name: string): SharedKeyValueStore & KeyedStore {
  // Opened when first used: where it is forbidden even that is an error.
  let opened: ReturnType<typeof createStore> | undefined;
  const store = () => (opened ??= createStore(name, 'items'));
  return {
    all: async () => entries<string, unknown>(store()),
    ids: async () => keys<string>(store()),
    get: async (id) => get<unknown>(id, store()),
    put: async (items) =>
      setMany(
        items.map(([id, value]) => [id, value]),
        store(),
      ),
    remove: async (ids) => delMany([...ids], store()),
    update: async (changes) =>
      store()('readwrite', (all) => {
        for (const [id, change] of changes) {
          const found = all.get(id);
          found.addEventListener('success', () => {
            if (found.result !== undefined) all.put(change(found.result), id);
          });
        }
        return promisifyRequest(all.transaction);
      }),
  };
}
