import { aborted } from './aborted.ts';
import { runAttempt, type AttemptTools } from './attempt.ts';
import { createDigestDesk } from './digest-desk.ts';
import type { DigestLane } from './digest-lane.ts';
import { firmwareOf } from './firmware.ts';
import { inspect } from './inspect.ts';
import { createSlots } from './slots.ts';
import {
  advance,
  INITIAL_STATE,
  isFinished,
  type UploadEvent,
  type UploadState,
} from './upload-state.ts';
import {
  DIGEST_KINDS,
  type Digests,
  type SuffixChoice,
  type Upload,
  type UploadQueue,
} from './upload.ts';

export type UploadQueueOptions = AttemptTools & {
  readonly lanes: readonly DigestLane[];
};

/** How many are sent at once; two get most of what a connection has. */
const SENDERS = 2;
/** Files looked at together: each costs one read of one byte. */
const INSPECTORS = 4;
const NO_DIGESTS: Digests = {
  crc64: { status: 'pending' },
  md5: { status: 'pending' },
  sha256: { status: 'pending' },
};

/** Order, concurrency, and the one place where uploads are kept. React only reads it. */
export function createUploadQueue(options: UploadQueueOptions): UploadQueue {
  const { lanes, ...tools } = options;
  const uploads = new Map<string, Upload>();
  const aborts = new Map<string, AbortController>();
  const listeners = new Set<() => void>();
  const senders = createSlots(SENDERS);
  const inspectors = createSlots(INSPECTORS);
  const digests = createDigestDesk(lanes, () => [...uploads.values()], recordDigests);
  let snapshot: readonly Upload[] | undefined;
  let isNotifying = false;
  let added = 0;

  function put(upload: Upload): void {
    uploads.set(upload.id, upload);
    changed();
  }

  /** Listeners hear once of everything that happens in one go. */
  function changed(): void {
    snapshot = undefined;
    if (isNotifying) return;
    isNotifying = true;
    queueMicrotask(() => {
      isNotifying = false;
      for (const listener of listeners) listener();
      digests.look();
    });
  }

  /** The state after the event, or undefined if the upload is gone or the event meant nothing to it. */
  function dispatch(id: string, event: UploadEvent): UploadState | undefined {
    const upload = uploads.get(id);
    if (upload === undefined) return undefined;
    const state = advance(upload.state, event);
    if (state === upload.state) return undefined;
    put({ ...upload, state });
    return state;
  }

  function recordDigests(id: string, found: Partial<Digests>): void {
    const upload = uploads.get(id);
    if (upload !== undefined) put({ ...upload, digests: { ...upload.digests, ...found } });
  }

  /** What could not be digested may be possible now; after a mismatch it may be ours that was read wrongly. */
  function forgetDoubtfulDigests(id: string): void {
    const upload = uploads.get(id);
    if (upload?.state.status !== 'failed' && upload?.state.status !== 'cancelled') return;
    const isDisputed =
      upload.state.status === 'failed' && upload.state.failure.kind === 'checksum-mismatch';
    const doubtful = DIGEST_KINDS.filter(
      (kind) => isDisputed || upload.digests[kind].status === 'unavailable',
    );
    if (doubtful.length > 0) {
      recordDigests(id, Object.fromEntries(doubtful.map((kind) => [kind, NO_DIGESTS[kind]])));
    }
  }

  /** Work on an upload until it is done or stopped; only the latest work on it can be stopped. */
  function run(id: string, work: (signal: AbortSignal) => Promise<void>, attempt: number): void {
    const abort = new AbortController();
    aborts.set(id, abort);
    work(abort.signal).catch((error: unknown) => {
      // Stopped: whoever did it has said so already.
      if (abort.signal.aborted) return;
      dispatch(id, {
        type: 'failed',
        attempt,
        failure: { kind: 'unexpected', detail: String(error) },
      });
      reportError(error);
    });
  }

  async function examine(id: string, choice: SuffixChoice, signal: AbortSignal): Promise<void> {
    const release = await inspectors.acquire(signal);
    try {
      const upload = uploads.get(id);
      if (upload === undefined) return;
      // A file on a drive that is gone may take for ever to say so.
      const event = await Promise.race([inspect(upload.firmware, choice), aborted(signal)]);
      enqueueIfQueued(id, dispatch(id, event));
    } finally {
      release();
    }
  }

  function enqueueIfQueued(id: string, state: UploadState | undefined): void {
    if (state?.status !== 'queued') return;
    run(id, (signal) => attempt(id, signal), state.attempt);
  }

  async function attempt(id: string, signal: AbortSignal): Promise<void> {
    const release = await senders.acquire(signal);
    try {
      signal.throwIfAborted();
      const upload = uploads.get(id);
      if (upload?.state.status !== 'queued') return;
      const { suffix, attempt } = upload.state;
      const job = { firmware: upload.firmware, suffix, crc64: () => digests.crc64Of(id, signal) };
      await runAttempt(
        tools,
        job,
        (event) => {
          // An aborted attempt has nothing more to say.
          if (!signal.aborted) dispatch(id, { ...event, attempt });
        },
        signal,
      );
    } finally {
      release();
    }
  }

  function stop(id: string): void {
    aborts.get(id)?.abort();
    aborts.delete(id);
  }

  function remove(id: string): void {
    stop(id);
    if (uploads.delete(id)) changed();
  }

  return {
    add(files, choice) {
      for (const file of files) {
        added += 1;
        const id = `upload-${added}`;
        put({ id, firmware: firmwareOf(file), state: INITIAL_STATE, digests: NO_DIGESTS });
        run(id, (signal) => examine(id, choice, signal), 0);
      }
    },
    chooseSuffix(id, suffix) {
      dispatch(id, { type: 'suffix-chosen', suffix });
    },
    start(id) {
      enqueueIfQueued(id, dispatch(id, { type: 'started' }));
    },
    cancel(id) {
      if (dispatch(id, { type: 'cancelled' }) !== undefined) stop(id);
    },
    retry(id) {
      forgetDoubtfulDigests(id);
      enqueueIfQueued(id, dispatch(id, { type: 'retried' }));
    },
    remove,
    clearFinished() {
      for (const { id, state } of uploads.values()) if (isFinished(state)) remove(id);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot() {
      return (snapshot ??= [...uploads.values()]);
    },
  };
}
