import type { SuffixChoice, Upload, UploadQueue } from '../../upload/model/upload.ts';
import type { Late } from '../late/late.ts';
import type { UploadSource } from './useUploads.ts';

/** The queue from the page's first moment on, in front of an engine that may come later than the first files. */
export type QueueHandle = UploadSource & {
  /** The uploads as they are now; none until the engine is here. */
  getSnapshot(): readonly Upload[];
  /** To the engine's queue, or held until it is here. */
  add(files: readonly File[], choice: SuffixChoice, target?: string): void;
  /** How many files wait for the engine. */
  heldFiles(): number;
  /** The engine's own queue; undefined until it is here, and then the list is still empty. */
  readonly current: () => UploadQueue | undefined;
};

export function createQueueHandle(engine: Late<{ readonly queue: UploadQueue }>): QueueHandle {
  const listeners = new Set<() => void>();
  const held: Parameters<UploadQueue['add']>[] = [];
  let queue: UploadQueue | undefined;

  const notify = () => {
    for (const listener of listeners) listener();
  };

  const stop = engine.subscribe(() => {
    const state = engine.getSnapshot();
    if (state.status !== 'here') return;
    stop();
    ({ queue } = state.value);
    queue.subscribe(notify);
    for (const added of held.splice(0)) queue.add(...added);
    notify();
  });

  return {
    add(...added) {
      if (queue !== undefined) return queue.add(...added);
      held.push(added);
      engine.load();
      notify();
    },
    heldFiles: () => held.reduce((count, [files]) => count + files.length, 0),
    current: () => queue,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => queue?.getSnapshot() ?? NO_UPLOADS,
    getStill: () => queue?.getStill() ?? NO_UPLOADS,
  };
}

const NO_UPLOADS: readonly Upload[] = [];
