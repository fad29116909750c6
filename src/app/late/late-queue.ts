import type { SuffixChoice, UploadQueue } from '../../upload/model/upload.ts';
import type { Late } from './late-part.ts';

/** The queue as the page has it: in front of an engine that may come later than the first files. */
export type LateQueue = UploadQueue & {
  /** How many files wait for the engine. */
  heldFiles(): number;
};

/** Holds what is added until the engine is here; nothing else can be asked of an empty list. */
export function createLateQueue(engine: Late<{ readonly queue: UploadQueue }>): LateQueue {
  const listeners = new Set<() => void>();
  const held: { readonly files: readonly File[]; readonly choice: SuffixChoice }[] = [];
  let queue: UploadQueue | undefined;

  const countHeld = () => held.reduce((count, { files }) => count + files.length, 0);
  const tell = () => {
    for (const listener of listeners) listener();
  };

  const stop = engine.subscribe(() => {
    const state = engine.getSnapshot();
    if (state.status !== 'here') return;
    stop();
    ({ queue } = state.value);
    queue.subscribe(tell);
    for (const { files, choice } of held.splice(0)) queue.add(files, choice);
    tell();
  });

  return {
    add(files, choice) {
      if (queue !== undefined) return queue.add(files, choice);
      held.push({ files, choice });
      engine.load();
      tell();
    },
    heldFiles: countHeld,
    chooseSuffix: (id, suffix) => queue?.chooseSuffix(id, suffix),
    start: (id) => queue?.start(id),
    cancel: (id) => queue?.cancel(id),
    cancelAll() {
      if (queue !== undefined) return queue.cancelAll();
      const count = countHeld();
      held.length = 0;
      tell();
      return count;
    },
    retry: (id) => queue?.retry(id),
    keepWaiting: (id) => queue?.keepWaiting(id),
    pause: () => queue?.pause(),
    resume: () => queue?.resume(),
    isPaused: () => queue?.isPaused() ?? false,
    away: () => queue?.away(),
    notePackage: (id, madePackage) => queue?.notePackage(id, madePackage),
    noteDigests: (id, found) => queue?.noteDigests(id, found),
    remove: (id) => queue?.remove(id),
    clearFinished: () => queue?.clearFinished(),
    peek: async (id, signal) => queue?.peek(id, signal),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => queue?.getSnapshot() ?? NO_UPLOADS,
    find: (id) => queue?.find(id),
  };
}

const NO_UPLOADS: ReturnType<UploadQueue['getSnapshot']> = [];
