import { toldText } from '../../contract/legible-text.ts';

/** What goes on for each upload: one work at a time, which can be stopped. */
export type Work = {
  /** Runs until it is done or stopped; only the latest work on an upload can be stopped. */
  run(id: string, work: (signal: AbortSignal) => Promise<void>, onMistake: OnMistake): void;
  stop(id: string): void;
};

/** Hears of what should not have happened: work rejects only when it is stopped. */
type OnMistake = (detail: string) => void;

export function createWork(): Work {
  const aborts = new Map<string, AbortController>();
  return {
    run(id, work, onMistake) {
      const abort = new AbortController();
      aborts.set(id, abort);
      work(abort.signal)
        .catch((error: unknown) => {
          // Stopped: whoever did it has said so already.
          if (abort.signal.aborted) return;
          onMistake(toldText(String(error)));
          reportError(error);
        })
        .finally(() => {
          if (aborts.get(id) === abort) aborts.delete(id);
        });
    },
    stop(id) {
      aborts.get(id)?.abort();
      aborts.delete(id);
    },
  };
}
