import type { ComputeOnce } from '../digest/digest-client.ts';
import type { DigestScheduler } from '../digest/digest-scheduler.ts';
import type { ExchangeBook } from '../exchange/exchange-book.ts';
import type { ExchangeNote } from '../exchange-event.ts';
import { decide, type Decision, type Try } from '../model/retry-policy.ts';
import type { AttemptUpdate } from '../model/upload-event.ts';
import type { StateOf, Wait } from '../model/upload-state.ts';
import type { ProofKind } from '../model/receipt.ts';
import type { LastTicket, SettledDigest } from '../model/upload.ts';
import { runAttempt, type AttemptTools } from '../transfer/attempt.ts';
import { recheck } from '../transfer/verify.ts';
import type { FileLocks } from './file-lock.ts';
import type { Outage } from './outage.ts';
import type { Turn } from './scheduler.ts';
import type { UploadStore } from './upload-store.ts';

/** Attempts of uploads that have their turn, and what follows from how they end. */
export type AttemptRunner = {
  /** One attempt; resolves when nothing of it goes on any more, and never rejects. */
  run(turn: Turn): Promise<void>;
  /** Asks for the missing answer to an attempt of an earlier visit. */
  recheck(id: string, state: StateOf<'confirming'>): void;
};

export type AttemptRunnerOptions = {
  readonly tools: AttemptTools;
  readonly store: UploadStore;
  readonly exchanges: Pick<ExchangeBook, 'traceOf'>;
  readonly digests: DigestScheduler;
  /** Undefined where it cannot be had. */
  readonly computeOnce: ComputeOnce | undefined;
  readonly locks: FileLocks;
  readonly outage: Pick<Outage, 'insist' | 'untilBack'>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Resolves as soon as a ticket may be asked for. */
  readonly mayAsk: (signal: AbortSignal) => Promise<void>;
};

export function createAttemptRunner(options: AttemptRunnerOptions): AttemptRunner {
  const { tools, store, exchanges, digests, computeOnce, locks, outage, random, mayAsk } = options;
  const { clock } = tools;

  async function attempt({ id, attempt }: Turn, signal: AbortSignal): Promise<void> {
    const upload = store.get(id);
    const file = store.fileOf(id);
    if (file === undefined) throw new Error('an upload without a file has no turn');
    if (upload?.state.status !== 'queued') return;
    const { firmware, target } = upload;
    const { tries } = upload.state;
    const insists = tries.some(({ failure }) => failure.kind === 'already-uploading');
    const release = insists ? () => {} : await locks.acquire(firmware);
    if (release === 'taken') {
      signal.throwIfAborted();
      return endAttempt(id, attempt, { failure: { kind: 'already-uploading' }, sent: 0 }, tries);
    }
    try {
      signal.throwIfAborted();
      // It could be changed until now.
      const settled = store.get(id)?.state;
      if (settled?.status !== 'queued') return;
      const trace = exchanges.traceOf(id, attempt);
      const job = {
        file,
        firmware,
        suffix: settled.suffix,
        target,
        digest: (kind: ProofKind) => digestOf(id, kind, file, signal),
        mayAsk,
        isPatient: () => isPatient(id),
        trace(note: ExchangeNote) {
          if (!signal.aborted) trace(note);
        },
        onTicket(lastTicket: LastTicket) {
          const current = store.get(id);
          if (current !== undefined) store.put({ ...current, lastTicket });
        },
      };
      const emit = (update: AttemptUpdate) => {
        // An aborted attempt changes nothing any more.
        if (!signal.aborted) store.dispatch(id, { ...update, attempt });
      };
      const end = await runAttempt(tools, job, emit, signal);
      signal.throwIfAborted();
      if (end.kind === 'failed') endAttempt(id, attempt, end, tries);
      else store.dispatch(id, { type: 'confirmed', attempt, receipt: end.receipt });
    } finally {
      release();
    }
  }

  /** CRC-64/NVME is no digest that is shown and kept: it is computed for the one store that wants it. */
  async function digestOf(
    id: string,
    kind: ProofKind,
    file: File,
    signal: AbortSignal,
  ): Promise<SettledDigest> {
    if (kind !== 'crc64nvme') return digests.digestOf(id, kind, signal);
    const value = await computeOnce?.(kind, file, signal);
    return value === undefined ? { status: 'unavailable' } : { status: 'known', value };
  }

  function isPatient(id: string): boolean {
    const state = store.get(id)?.state;
    return state?.status === 'sending' && state.stall?.patient === true;
  }

  /** The end of a failed attempt is the beginning of the next one's wait, if the policy allows for one. */
  function endAttempt(id: string, attempt: number, latest: Try, earlier: readonly Try[]): void {
    const size = store.get(id)?.firmware.size ?? 0;
    const decision = decide(latest, earlier, size, random);
    const wait = waitOf(decision, clock.now());
    const { failure } = decision;
    const state = store.dispatch(id, { ...latest, type: 'failed', attempt, failure, wait });
    if (state?.status !== 'waiting') return;
    run(id, attempt, (signal) => comeBack(id, state.wait, signal));
  }

  async function comeBack(id: string, wait: Wait, signal: AbortSignal): Promise<void> {
    if (wait.for === 'time') await clock.sleep(Math.max(0, wait.until - clock.now()), signal);
    else if ((await outage.untilBack(wait, signal)) === 'trial') outage.insist(id);
    signal.throwIfAborted();
    store.dispatch(id, { type: 'resumed' });
  }

  function run(id: string, attempt: number, task: (signal: AbortSignal) => Promise<void>): void {
    store.run(id, task, (detail) => {
      const failure = { kind: 'unexpected', detail } as const;
      store.dispatch(id, { type: 'failed', attempt, failure, sent: 0, wait: undefined });
    });
  }

  return {
    run: (turn) =>
      new Promise((resolve) => {
        run(turn.id, turn.attempt, (signal) => attempt(turn, signal).finally(resolve));
      }),
    recheck(id, state) {
      run(id, state.attempt, async (signal) => {
        const upload = store.get(id);
        if (upload === undefined) return;
        const trace = exchanges.traceOf(id, state.attempt);
        store.dispatch(id, await recheck({ ...tools, trace }, upload, state, signal));
      });
    },
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
