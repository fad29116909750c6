import { runAttempt, type AttemptTools } from '../transfer/attempt.ts';
import type { DigestScheduler } from './digest-scheduler.ts';
import type { Outage } from './outage.ts';
import { decide, type Decision, type Try } from '../model/retry-policy.ts';
import type { FileLocks } from './file-lock.ts';
import type { Turn } from './scheduler.ts';
import type { UploadStore } from './upload-store.ts';
import type { AttemptUpdate } from '../model/upload-event.ts';
import type { Wait } from '../model/upload-state.ts';
import { DIGEST_KINDS, NO_DIGESTS, type LastTicket } from '../model/upload.ts';
import type { Work } from './work.ts';

/** Attempts of uploads that have their turn, and what follows from how they end. */
export type AttemptRunner = {
  /** One attempt; `end` is called when nothing of it goes on any more. */
  begin(turn: Turn, end: () => void): void;
  /** Before another attempt: what could not be digested may be possible now. */
  forgetDoubtfulDigests(id: string): void;
};

export type AttemptRunnerOptions = {
  readonly tools: AttemptTools;
  readonly book: UploadStore;
  readonly files: ReadonlyMap<string, File>;
  readonly work: Work;
  readonly digests: DigestScheduler;
  readonly claims: FileLocks;
  readonly outage: Pick<Outage, 'insist' | 'untilBack'>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Resolves as soon as a ticket may be asked for. */
  readonly mayAsk: (signal: AbortSignal) => Promise<void>;
};

export function createAttemptRunner(options: AttemptRunnerOptions): AttemptRunner {
  const { tools, book, files, work, digests, claims, outage, random, mayAsk } = options;
  const { clock } = tools;

  async function attempt({ id, attempt }: Turn, signal: AbortSignal): Promise<void> {
    const upload = book.get(id);
    const file = files.get(id);
    if (file === undefined) throw new Error('an upload without a file has no turn');
    if (upload?.state.status !== 'queued') return;
    const { firmware } = upload;
    const { tries } = upload.state;
    const insists = tries.some(({ failure }) => failure.kind === 'already-uploading');
    const letGo = insists ? () => {} : await claims.claim(firmware);
    if (letGo === 'taken') {
      signal.throwIfAborted();
      return endAttempt(id, attempt, { failure: { kind: 'already-uploading' }, sent: 0 }, tries);
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
        mayAsk,
        isPatient: () => isPatient(id),
        onTicket(lastTicket: LastTicket) {
          const current = book.get(id);
          if (current !== undefined) book.put({ ...current, lastTicket });
        },
      };
      const emit = (update: AttemptUpdate) => {
        // An aborted attempt has nothing more to say.
        if (!signal.aborted) book.dispatch(id, { ...update, attempt });
      };
      const end = await runAttempt(tools, job, emit, signal);
      signal.throwIfAborted();
      if (end.kind === 'failed') endAttempt(id, attempt, end, tries);
      else book.dispatch(id, { type: 'confirmed', attempt, receipt: end.receipt });
    } finally {
      letGo();
    }
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
    const state = book.dispatch(id, { ...latest, type: 'failed', attempt, failure, wait });
    if (state?.status !== 'waiting') return;
    work.run(id, (signal) => comeBack(id, state.wait, signal), endByMistake(id, attempt));
  }

  async function comeBack(id: string, wait: Wait, signal: AbortSignal): Promise<void> {
    if (wait.for === 'time') await clock.sleep(Math.max(0, wait.until - clock.now()), signal);
    else if ((await outage.untilBack(wait, signal)) === 'trial') outage.insist(id);
    signal.throwIfAborted();
    forgetDoubtfulDigests(id);
    book.dispatch(id, { type: 'resumed' });
  }

  /** After a mismatch it may be ours that was read wrongly. */
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

  function endByMistake(id: string, attempt: number) {
    return (detail: string) => {
      const failure = { kind: 'unexpected', detail } as const;
      book.dispatch(id, { type: 'failed', attempt, failure, sent: 0, wait: undefined });
    };
  }

  return {
    begin(turn, end) {
      work.run(
        turn.id,
        (signal) => attempt(turn, signal).finally(end),
        endByMistake(turn.id, turn.attempt),
      );
    },
    forgetDoubtfulDigests,
  };
}

function waitOf(decision: Decision, now: number): Wait | undefined {
  switch (decision.kind) {
    case 'stop':
      return undefined;
    case 'again':
      return { for: 'time', until: now + decision.afterMs };
    case 'when-back':
      return decision.away;
  }
}
