/** Something of the page that is loaded when it is needed, or a little before. */
export type Late<Value> = {
  /** Begins to load it, or tries again; nothing happens while it is loading or here. */
  load(): void;
  /** Loads it, or waits for it; rejects when this try fails. */
  get(): Promise<Value>;
  subscribe(listener: () => void): () => void;
  getSnapshot(): LateState<Value>;
};

export type LateState<Value> =
  | { readonly status: 'away' }
  | { readonly status: 'loading' }
  | { readonly status: 'here'; readonly value: Value }
  /** No network just now, or a server that has a newer page. */
  | { readonly status: 'failed' };

/**
 * @param load an `import()`: its own memory of a failure would be for good in some browsers, so a failure is never final here
 * @param restMs after a failure it is not tried again for so long, however often it is asked for
 */
export function createLate<Value>(load: () => Promise<Value>, restMs = 0): Late<Value> {
  const listeners = new Set<() => void>();
  let state: LateState<Value> = { status: 'away' };
  let latest: Promise<Value> | undefined;
  let restsUntil = 0;

  function become(next: LateState<Value>): void {
    state = next;
    for (const listener of listeners) listener();
  }

  function get(): Promise<Value> {
    const mayTry = state.status === 'failed' && performance.now() >= restsUntil;
    if (latest !== undefined && !mayTry) return latest;
    const loading = load();
    latest = loading;
    become({ status: 'loading' });
    loading.then(
      (value) => become({ status: 'here', value }),
      () => {
        restsUntil = performance.now() + restMs;
        become({ status: 'failed' });
      },
    );
    return loading;
  }

  return {
    load() {
      get().catch(() => undefined);
    },
    get,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => state,
  };
}
