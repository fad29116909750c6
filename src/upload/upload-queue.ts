import { runAttempt, type AttemptTools, type Emit } from './attempt.ts';
import { createDigestDesk } from './digest-desk.ts';
import type { DigestLane } from './digest-lane.ts';
import type { LookInto } from './inspect.ts';
import { createIntake } from './intake.ts';
import { recheck } from './recheck.ts';
import { decide, type Decision, type Try } from './retry-policy.ts';
import { createSlots } from './slots.ts';
import type { TabClaims } from './tab-claims.ts';
import { advance, isFinished, type UploadState, type Wait } from './upload-state.ts';
import { DIGEST_KINDS, NO_DIGESTS, type Upload, type UploadQueue } from './upload.ts';
import { createUploadBook } from './upload-book.ts';
import { waitOut } from './wait.ts';
import { createWork } from './work.ts';

export type UploadQueueOptions = AttemptTools & {
  readonly lanes: readonly DigestLane[];
  readonly claims: TabClaims;
  readonly lookInto: LookInto;
};

/** How many are sent at once; two get most of what a connection has. */
const SENDERS = 2;
/** Order, concurrency, and what follows what. React only reads it. */
export function createUploadQueue(options: UploadQueueOptions): UploadQueue {
  const { lanes, claims, lookInto, ...tools } = options;
  const { clock, probes, random } = tools;
  const book = createUploadBook(clock);
  /** The bytes: an upload of an earlier visit has none. */
  const files = new Map<string, File>();
  const work = createWork();
  const senders = createSlots(SENDERS);
  const digests = createDigestDesk(lanes, book, (id) => files.get(id));
  /** Ids grow with time, and meet neither those of an earlier visit nor those of a tab that opens at the same moment. */
  const visit = [clock.wall().toString(36).padStart(9, '0'), base36(random, 4)].join('');
  let added = 0;
  const intake = createIntake({
    book,
    files,
    work,
    clock,
    lookInto,
    nextId: () => `${visit}-${String((added += 1)).padStart(6, '0')}`,
  });
  book.watch((id, after, before) => {
    if (before?.state.status === 'inspecting') enqueueIfQueued(id, after?.state);
  });

  /** What could not be digested may be possible now; after a mismatch it may be ours that was read wrongly. */
  function forgetDoubtfulDigests(id: string): void {
    const upload = book.get(id);
    if (upload === undefined) return;
    const { state } = upload;
    const isDisputed =
      (state.status === 'failed' || state.status === 'waiting') &&
      state.failure.kind === 'checksum-mismatch';
    const doubtful = DIGEST_KINDS.filter(
      (kind) => isDisputed || upload.digests[kind].status === 'unavailable',
    );
    if (doubtful.length > 0) {
      book.recordDigests(id, Object.fromEntries(doubtful.map((kind) => [kind, NO_DIGESTS[kind]])));
    }
  }

  /** Work of one attempt: a mistake of ours ends it. */
  function run(id: string, attempt: number, job: (signal: AbortSignal) => Promise<void>): void {
    work.run(id, job, (detail) => {
      const failure = { kind: 'unexpected', detail } as const;
      book.dispatch(id, { type: 'failed', attempt, failure, sent: 0, wait: undefined });
    });
  }

  function enqueueIfQueued(id: string, state: UploadState | undefined): void {
    if (state?.status !== 'queued') return;
    run(id, state.attempt, (signal) => attempt(id, signal));
  }

  async function attempt(id: string, signal: AbortSignal): Promise<void> {
    const release = await senders.acquire(signal, hasTried(id) ? 'front' : 'back');
    try {
      signal.throwIfAborted();
      const upload = book.get(id);
      const file = files.get(id);
      if (upload?.state.status !== 'queued' || file === undefined) return;
      const { firmware } = upload;
      const { attempt, tries } = upload.state;
      const tell: Emit = (event) => {
        // An aborted attempt has nothing more to say.
        if (signal.aborted) return;
        if (event.type === 'failed') endAttempt(id, attempt, event, tries);
        else book.dispatch(id, { ...event, attempt });
      };
      const insists = tries.some(({ failure }) => failure.kind === 'already-uploading');
      const letGo = insists ? () => {} : await claims.claim(firmware);
      if (letGo === 'taken') {
        return tell({ type: 'failed', failure: { kind: 'already-uploading' }, sent: 0 });
      }
      try {
        signal.throwIfAborted();
        // It could be changed until now.
        const settled = book.get(id)?.state;
        if (settled?.status !== 'queued') return;
        const job = {
          file,
          firmware,
          suffix: settled.suffix,
          crc64: () => digests.digestOf(id, 'crc64', signal),
          isPatient: () => isPatient(id),
          onTicket(lastTicket: Upload['lastTicket']) {
            const current = book.get(id);
            if (current !== undefined) book.put({ ...current, lastTicket });
          },
        };
        await runAttempt(tools, job, tell, signal);
      } finally {
        letGo();
      }
    } finally {
      release();
    }
  }

  /** It had its turn, and comes back to where it stood. */
  function hasTried(id: string): boolean {
    const state = book.get(id)?.state;
    return state?.status === 'queued' && state.attempt > 1;
  }

  function isPatient(id: string): boolean {
    const state = book.get(id)?.state;
    return state?.status === 'sending' && state.stall?.patient === true;
  }

  /** The end of a failed attempt is the beginning of the next one's wait, if the policy allows for one. */
  function endAttempt(id: string, attempt: number, latest: Try, earlier: readonly Try[]): void {
    const size = book.get(id)?.firmware.size ?? 0;
    const decision = decide(latest, earlier, size, random);
    const wait = waitOf(decision, clock.now());
    const { failure } = decision;
    const state = book.dispatch(id, { type: 'failed', attempt, failure, sent: latest.sent, wait });
    if (state?.status === 'waiting') run(id, attempt, (signal) => comeBack(id, state.wait, signal));
  }

  async function comeBack(id: string, wait: Wait, signal: AbortSignal): Promise<void> {
    await waitOut(wait, clock, probes, random, signal);
    signal.throwIfAborted();
    forgetDoubtfulDigests(id);
    enqueueIfQueued(id, book.dispatch(id, { type: 'resumed' }));
  }

  function remove(id: string): void {
    work.stop(id);
    files.delete(id);
    book.remove(id);
  }

  return {
    add: (chosen, choice) => intake.add(chosen, choice),
    chooseSuffix(id, suffix) {
      book.dispatch(id, { type: 'suffix-chosen', suffix });
    },
    start(id) {
      enqueueIfQueued(id, book.dispatch(id, { type: 'started' }));
    },
    cancel(id) {
      const upload = book.get(id);
      if (upload?.state.status === 'confirming' && !files.has(id)) {
        // Of an earlier visit: there is nothing to stop but the question, and nothing to send again.
        const { attempt } = upload.state;
        book.dispatch(id, { type: 'interrupted', attempt, sent: upload.firmware.size });
        return work.stop(id);
      }
      if (book.dispatch(id, { type: 'cancelled' }) !== undefined) work.stop(id);
    },
    retry(id) {
      if (!files.has(id)) return;
      const before = book.get(id)?.state;
      const state = before && advance(before, { type: 'retried' });
      if (state === undefined || state === before) return;
      work.stop(id);
      forgetDoubtfulDigests(id);
      enqueueIfQueued(id, book.dispatch(id, { type: 'retried' }));
    },
    keepWaiting(id) {
      book.dispatch(id, { type: 'kept-waiting' });
    },
    remove,
    clearFinished() {
      for (const { id, state } of book.list()) if (isFinished(state)) remove(id);
    },
    restore(earlier) {
      book.putFirst(earlier);
      for (const { id, state } of earlier) {
        if (state.status !== 'confirming') continue;
        const look = async (signal: AbortSignal) => {
          const upload = book.get(id);
          if (upload !== undefined) book.dispatch(id, await recheck(tools, upload, state, signal));
        };
        run(id, state.attempt, look);
      }
    },
    subscribe: (listener) => book.subscribe(listener),
    getSnapshot: () => book.list(),
  };
}

function base36(random: () => number, digits: number): string {
  const value = Math.floor(random() * 36 ** digits) % 36 ** digits;
  return value.toString(36).padStart(digits, '0');
}

function waitOf(decision: Decision, now: number): Wait | undefined {
  switch (decision.kind) {
    case 'stop':
      return undefined;
    case 'again':
      return { for: 'time', until: now + decision.afterMs };
    case 'when-online':
      return { for: 'network' };
  }
}
