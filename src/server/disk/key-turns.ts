/** Lets those who change one key take turns, in the order in which they came; other keys are not waited for. */
export type KeyTurns = {
  /** Resolves, or fails, with what `work` does. */
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
};

export function createKeyTurns(): KeyTurns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take(key, work) {
      const turn = (last.get(key) ?? Promise.resolve()).then(work);
      const settled = turn
        .catch(() => undefined)
        .finally(() => {
          if (last.get(key) === settled) last.delete(key);
        });
      last.set(key, settled);
      return turn;
    },
  };
}
