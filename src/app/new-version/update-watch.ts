/** Knows whether the server serves another page by now than the one that is open. */
export type UpdateWatch = {
  /** `ours` was served when the page was opened, `served` is what the server has now; either may be unknown. */
  note(ours: string | undefined, served: string): void;
  subscribe(listener: () => void): () => void;
  getSnapshot(): boolean;
};

export function createUpdateWatch(): UpdateWatch {
  const listeners = new Set<() => void>();
  let isOld = false;
  return {
    note(ours, served) {
      if (isOld || ours === undefined || ours === served) return;
      isOld = true;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => isOld,
  };
}
