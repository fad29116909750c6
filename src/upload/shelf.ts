import { createStore, delMany, entries, setMany } from 'idb-keyval';

/** Where small things survive a reload. Every method may fail: storage can be forbidden, full or broken. */
export type Shelf = {
  all(): Promise<readonly (readonly [id: string, value: unknown])[]>;
  put(items: readonly (readonly [id: string, value: unknown])[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
};

/** IndexedDB. */
export function createBrowserShelf(name: string): Shelf {
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
  };
}
