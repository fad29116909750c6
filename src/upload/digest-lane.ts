import type { DigestJob, DigestResult } from './digest-worker/messages.ts';
import type { DigestKind } from './upload.ts';

/** Computes some of the digests, one file at a time, away from the page's thread. */
export type DigestLane = {
  readonly kinds: readonly DigestKind[];
  /** Rejects when `signal` is aborted, when the file cannot be read to its end, or when there is no worker to be had. */
  compute(blob: Blob, signal: AbortSignal): Promise<ReadonlyMap<DigestKind, string>>;
};

/**
 * CRC-64, which the verdict waits for, shares a worker with MD5; SHA-256, the slowest, has one of its own.
 * Measured over 1 GB: 297 MB/s for the pair, 149 for all three in one worker.
 */
export const LANES: readonly (readonly DigestKind[])[] = [['crc64', 'md5'], ['sha256']];

export function createDigestLane(
  kinds: readonly DigestKind[],
  createWorker: () => Worker,
): DigestLane {
  let worker: Worker | undefined;
  const dismiss = () => {
    worker?.terminate();
    worker = undefined;
  };

  return {
    kinds,
    compute(blob, signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const current = (worker ??= createWorker());
        const job: DigestJob = { blob, kinds };
        const ended = new AbortController();
        const end = (settle: () => void) => {
          ended.abort();
          settle();
        };
        current.addEventListener(
          'message',
          (event: MessageEvent<DigestResult>) => {
            const { data } = event;
            switch (data.kind) {
              case 'digests':
                return end(() => resolve(new Map(data.values)));
              case 'unreadable':
                return end(() => reject(new Error('the file could not be read to its end')));
            }
          },
          { signal: ended.signal },
        );
        // It could not start, or it broke: the next job gets a new one.
        for (const type of ['error', 'messageerror'] as const) {
          current.addEventListener(
            type,
            () => {
              dismiss();
              end(() => reject(new Error('the digest worker broke')));
            },
            { signal: ended.signal },
          );
        }
        // A worker in the middle of a gigabyte has no better way to stop.
        signal.addEventListener(
          'abort',
          () => {
            dismiss();
            end(() => reject(signal.reason));
          },
          { signal: ended.signal },
        );
        current.postMessage(job);
      });
    },
  };
}
