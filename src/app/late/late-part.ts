import type { ComponentType } from 'react';

/** A part of the page that is loaded when it is needed, or a little before. */
export type LatePart<Props> = {
  /** Begins to load it, or tries again; nothing happens while it is loading or here. */
  load(): void;
  subscribe(listener: () => void): () => void;
  getSnapshot(): PartState<Props>;
};

export type PartState<Props> =
  | { readonly status: 'away' }
  | { readonly status: 'loading' }
  | { readonly status: 'here'; readonly Part: ComponentType<Props> }
  /** No network just now, or a server that has a newer page. */
  | { readonly status: 'failed' };

/** @param load an `import()`: its own memory of a failure would be for good in some browsers, so a failure is never final here */
export function createLatePart<Props>(load: () => Promise<ComponentType<Props>>): LatePart<Props> {
  const listeners = new Set<() => void>();
  let state: PartState<Props> = { status: 'away' };

  function become(next: PartState<Props>): void {
    state = next;
    for (const listener of listeners) listener();
  }

  return {
    load() {
      if (state.status === 'loading' || state.status === 'here') return;
      become({ status: 'loading' });
      load().then(
        (Part) => become({ status: 'here', Part }),
        () => become({ status: 'failed' }),
      );
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => state,
  };
}
