import { DIGEST_KINDS, type DigestKind } from '../model/upload.ts';
import { unlessAborted } from '../abort.ts';
import type { DigestName, DigestRequest, DigestResult } from './worker/messages.ts';

/** Computes some of the digests, one file at a time, away from the page's thread. */
export type DigestClient = {
  readonly kinds: readonly DigestKind[];
  /**
   * Resolves with the values of its kinds, and perhaps of others.
   * Rejects when `signal` is aborted, when the file cannot be read to its end, or when there is no worker to be had.
   */
  compute(blob: Blob, signal: AbortSignal): Promise<ReadonlyMap<DigestKind, string>>;
  /** Stops and resumes the work without losing any of it. */
  setPaused(isPaused: boolean): void;
};

/** Its workers can be started before there is a file: the first of a page takes as long to start as a small file to digest. */
export type StartableClient = DigestClient & {
  /** Nothing happens when they are there. Without a network they are started with the first file. */
  readonly start: () => void;
};

export type DigestClients = {
  /** The CRC-64: needed to judge what the store says, so it is computed beside the transfer. */
  readonly verdict: DigestClient;
  /** MD5 and SHA-256: only shown and kept, so they do not take the computer's time from a transfer that could use it. */
  readonly record: DigestClient;
};

/** What one worker computes; the first reads the file and hands the bytes on. */
type Station = readonly DigestKind[];

/** To send a smaller file from worker to worker takes longer than to digest it. */
const ONE_WORKER_BYTES = 1024 * 1024;

/**
 * Measured over 1 GB, in seconds of processor time: reading 1.3, CRC-64 0.5, MD5 1.6, SHA-256 2.5. The verdict waits for
 * nothing but the CRC-64; the two slower ones share one read and run on two cores.
 */
export function createDigestClients(
  createWorker: () => Worker,
): DigestClients & { readonly verdict: StartableClient } {
  return {
    verdict: createDigestClient([['crc64']], createWorker),
    record: createDigestClient([['md5'], ['sha256']], createWorker),
  };
}

/** One digest that is not kept, by a worker of its own. Undefined when it could not be computed; rejects when aborted. */
export type ComputeOnce = (
  kind: DigestName,
  blob: Blob,
  signal: AbortSignal,
) => Promise<string | undefined>;

export function createComputeOnce(createWorker: () => Worker): ComputeOnce {
  return async (kind, blob, signal) => {
    signal.throwIfAborted();
    const worker = createWorker();
    const ended = new AbortController();
    try {
      const answer = answerOf(worker, ended.signal).catch(() => undefined);
      begin([worker], [[kind]], blob, false);
      const values = (await unlessAborted(answer, signal)) ?? [];
      return new Map(values).get(kind);
    } finally {
      ended.abort();
      worker.terminate();
    }
  };
}

function createDigestClient(
  stations: readonly Station[],
  createWorker: () => Worker,
): StartableClient {
  let workers: readonly Worker[] | undefined;
  let isPaused = false;
  const dismiss = () => {
    for (const worker of workers ?? []) worker.terminate();
    workers = undefined;
  };

  const start = () => {
    if (workers !== undefined) return workers;
    const started = stations.map(createWorker);
    workers = started;
    for (const worker of started) {
      worker.addEventListener('error', () => {
        if (workers === started) dismiss();
      });
    }
    return started;
  };

  return {
    kinds: stations.flat(),
    start,
    async compute(blob, signal) {
      signal.throwIfAborted();
      const wanted = blob.size <= ONE_WORKER_BYTES ? [DIGEST_KINDS] : stations;
      const current = start();
      const ended = new AbortController();
      try {
        const answers = wanted.map((_, at) => answerOf(current[at], ended.signal));
        const stopped = new Promise<never>((_, reject) => {
          const stop = () => reject(signal.reason);
          signal.addEventListener('abort', stop, { signal: ended.signal });
          // One that breaks takes the others with it, also when this file needs them and not it.
          for (const worker of current) onBreak(worker, reject, ended.signal);
        });
        begin(current, wanted, blob, isPaused);
        const results = await Promise.race([Promise.all(answers), stopped]);
        return new Map(
          results
            .flat()
            .flatMap(([kind, value]) => (kind === 'crc64nvme' ? [] : [[kind, value] as const])),
        );
      } catch (error) {
        // A worker in the middle of a gigabyte has no better way to stop, and one that broke is of no more use.
        dismiss();
        throw error;
      } finally {
        ended.abort();
      }
    },
    setPaused(pause) {
      isPaused = pause;
      const request: DigestRequest = { kind: pause ? 'pause' : 'resume' };
      // The others only wait for what it hands on.
      workers?.[0]?.postMessage(request);
    },
  };
}

function begin(
  workers: readonly Worker[],
  stations: readonly (readonly DigestName[])[],
  blob: Blob,
  isPaused: boolean,
): void {
  let source: Extract<DigestRequest, { kind: 'digest' }>['source'] = { kind: 'blob', blob };
  const pause: DigestRequest = { kind: isPaused ? 'pause' : 'resume' };
  workers[0]?.postMessage(pause);
  for (const [at, kinds] of stations.entries()) {
    const channel = at + 1 < stations.length ? new MessageChannel() : undefined;
    const job: DigestRequest = { kind: 'digest', kinds, source, next: channel?.port1 };
    const ports = [
      ...(source.kind === 'relay' ? [source.port] : []),
      ...(channel === undefined ? [] : [channel.port1]),
    ];
    workers[at]?.postMessage(job, ports);
    if (channel !== undefined) source = { kind: 'relay', port: channel.port2 };
  }
}

/** The values that a worker finds; rejects when it finds none. Listens until `signal` is aborted. */
function answerOf(
  worker: Worker | undefined,
  signal: AbortSignal,
): Promise<readonly (readonly [DigestName, string])[]> {
  return new Promise((resolve, reject) => {
    worker?.addEventListener(
      'message',
      ({ data }: MessageEvent<DigestResult>) => {
        switch (data.kind) {
          case 'digests':
            return resolve(data.values);
          case 'unreadable':
            return reject(new Error('the file could not be read to its end'));
        }
      },
      { signal },
    );
    if (worker !== undefined) onBreak(worker, reject, signal);
  });
}

/** It could not start, or it broke: the next job gets a new one. Listens until `signal` is aborted. */
function onBreak(worker: Worker, reject: (error: Error) => void, signal: AbortSignal): void {
  for (const type of ['error', 'messageerror'] as const) {
    worker.addEventListener(type, () => reject(new Error('the digest worker broke')), { signal });
  }
}
