import type { Listing } from './archive-worker/listing.ts';
import { PartMissing } from '../part-missing.ts';
import type { PeekAnswer, PeekJob } from './archive-worker/messages.ts';

/** Undefined for what is no archive. Rejects when `signal` is aborted or when the archive cannot be read; `PartMissing` when the worker could not be loaded. */
export type ListArchive = (blob: Blob, signal: AbortSignal) => Promise<Listing | undefined>;

const BREAKS = ['error', 'messageerror'] as const;

/** Looks into archives away from the page's thread; the worker starts with the first of them and stays. */
export function createArchiveClient(createWorker: () => Worker): ListArchive {
  let worker: Worker | undefined;

  /** It may break while nobody waits for it, or when all have given it up: no later job is to be sent to it then. */
  const start = () => {
    const started = createWorker();
    for (const type of BREAKS) {
      started.addEventListener(type, () => {
        if (worker === started) worker = undefined;
        started.terminate();
      });
    }
    return started;
  };

  return function listArchive(blob, signal) {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const current = (worker ??= start());
      const { port1, port2 } = new MessageChannel();
      const ended = new AbortController();
      const end = (settle: () => void) => {
        ended.abort();
        port1.close();
        settle();
      };
      port1.addEventListener(
        'message',
        ({ data }: MessageEvent<PeekAnswer>) => {
          switch (data.kind) {
            case 'listed':
              return end(() => resolve(data.listing));
            case 'no-archive':
              return end(() => resolve(undefined));
            case 'unreadable':
              return end(() => reject(new Error('the archive cannot be read')));
          }
        },
        { signal: ended.signal },
      );
      port1.start();
      // It could not start, or it broke: the next job gets a new one.
      for (const type of BREAKS) {
        current.addEventListener(type, () => end(() => reject(new PartMissing())), {
          signal: ended.signal,
        });
      }
      // The others go on; what is not waited for any more ends by itself.
      signal.addEventListener('abort', () => end(() => reject(signal.reason)), {
        signal: ended.signal,
      });
      const job: PeekJob = { blob, port: port2 };
      current.postMessage(job, [port2]);
    });
  };
}
