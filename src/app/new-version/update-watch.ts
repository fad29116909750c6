export type UpdateWatch = ReturnType<typeof createUpdateWatch>;

/** Knows whether the server serves another page by now than the one that is open. */
export function createUpdateWatch() {
  const listeners = new Set<() => void>();
  let isOld = false;
  return {
    /** `ours` was served when the page was opened, `served` is what the server has now; ours may be unknown. */
    note(ours: string | undefined, served: string): void {
      if (isOld || ours === undefined || ours === served) return;
      isOld = true;
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => isOld,
  };
}
