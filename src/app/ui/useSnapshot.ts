import { useCallback, useSyncExternalStore } from 'react';

export type Source = { subscribe(listener: () => void): () => void };

/** `useSyncExternalStore` for whatever has a `subscribe`: drawn again when what `read` returns is another value. */
export function useSnapshot<Value>(source: Source, read: () => Value): Value {
  return useSyncExternalStore(
    useCallback((listener: () => void) => source.subscribe(listener), [source]),
    read,
  );
}
