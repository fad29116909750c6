import type { ComputeOnce, DigestClients } from '../digest/digest-client.ts';
import { createDigestScheduler } from '../digest/digest-scheduler.ts';
import { createExchangeBook, type LogExchange } from '../exchange/exchange-book.ts';
import type { ListArchive } from '../inspect/archive-client.ts';
import type { LookInto } from '../inspect/inspect.ts';
import type { SamplesMatch } from '../inspect/sample-compare.ts';
import { advance } from '../model/advance.ts';
import { hasBegun, mayClear } from '../model/upload-phase.ts';
import type { RestorableQueue } from '../model/upload.ts';
import type { AttemptTools } from '../transfer/attempt.ts';
import { createAttemptRunner } from './attempt-runner.ts';
import { createBandwidthMeter } from './bandwidth.ts';
import { mayStartBeside } from './concurrency.ts';
import { createDuplicates, type FinishedBefore } from './duplicates.ts';
import type { FileLocks } from './file-lock.ts';
import { createIntake } from './intake.ts';
import { createOutage } from './outage.ts';
import { createScheduler } from './scheduler.ts';
import { createUploadStore } from './upload-store.ts';

export type UploadQueueOptions = Omit<AttemptTools, 'untilBack'> & {
  /** From 0 to 1. */
  readonly random: () => number;
  readonly digestClients: DigestClients;
  /** For a digest that only some stores want; without it such a store proves nothing. */
  readonly computeOnce?: ComputeOnce;
  readonly locks: FileLocks;
  readonly lookInto: LookInto;
  readonly listArchive: ListArchive;
  /** What earlier visits have finished and the list does not show. */
  readonly finishedBefore?: FinishedBefore;
  /** Without it, equal files that are added together are all sent. */
  readonly samplesMatch?: SamplesMatch;
  readonly log?: LogExchange | undefined;
};

/**
 * The engine. A file's way, in order:
 * 1. `intake` puts it on the list and inspects it: it is refused, waits for the user (`ready`), or is `queued`.
 * 2. `scheduler` takes the earliest that may be sent beside what is being sent.
 * 3. `duplicates` compares it first with what is in the store already.
 * 4. `attempts` sends it: ticket, transfer, and the verdict, for which
 * 5. `digests` has computed its CRC-64 meanwhile.
 * 6. It is `done` or `failed`, or it is `waiting`, and then `queued` again: back to 2.
 *
 * Each step ends with a change in the store, and `store.watch` below is the one place where a change leads to the next step.
 */
export function createUploadQueue(options: UploadQueueOptions): RestorableQueue {
  const { clock, probes, random, locks, lookInto, listArchive } = options;
  const exchanges = createExchangeBook(clock, options.log);
  const store = createUploadStore(clock, (...change) => exchanges.onEvent(...change));
  const bandwidth = createBandwidthMeter(clock);
  const outage = createOutage({
    clock,
    probes,
    random,
    onAway() {
      scheduler.look();
      store.touch();
    },
  });
  const digests = createDigestScheduler({
    clients: options.digestClients,
    uploads: store,
    isLineFast: () => bandwidth.isFast(),
  });
  const duplicates = createDuplicates({
    store,
    digests,
    clock,
    finishedBefore: options.finishedBefore,
    samplesMatch: options.samplesMatch,
  });
  const attempts = createAttemptRunner({
    tools: { ...options, untilBack: (away, signal) => outage.untilBack(away, signal) },
    store,
    exchanges,
    digests,
    computeOnce: options.computeOnce,
    locks,
    outage,
    random,
    mayAsk: (signal) => scheduler.untilResumed(signal),
  });
  const scheduler = createScheduler({
    store,
    clock,
    mayBegin() {
      const allowed = outage.mayBegin();
      const targets = outage.targetsAway();
      if (allowed === 'all' || targets === undefined) return allowed;
      const elsewhere = store.list().filter(({ target = '' }) => !targets.has(target));
      return new Set([...allowed, ...elsewhere.map(({ id }) => id)]);
    },
    mayGoBeside: ({ firmware }, going) =>
      mayStartBeside(
        firmware.size,
        going.map((turn) => bandwidth.transferOf(turn, store.get(turn.id))),
        bandwidth.uplink(),
      ),
    prepare: (upload) => duplicates.compare(upload),
    begin(turn) {
      duplicates.begin(turn);
      return attempts.run(turn);
    },
  });
  const intake = createIntake({ store, clock, lookInto, scheduler, random });

  store.watch((...change) => {
    const [id, after, before] = change;
    if (after === undefined) exchanges.forget(id, before?.state.status === 'done');
    intake.onChange(...change);
    duplicates.onChange(...change);
    outage.onChange(...change);
    bandwidth.onChange(...change);
    scheduler.onChange(...change);
    digests.onChange(...change);
  });

  return {
    add: (chosen, choice, target) => intake.add(chosen, choice, target),
    chooseSuffix(id, suffix) {
      store.dispatch(id, { type: 'suffix-chosen', suffix });
    },
    start(id) {
      store.dispatch(id, { type: 'started' });
    },
    cancel(id) {
      const upload = store.get(id);
      if (upload?.state.status === 'confirming' && store.fileOf(id) === undefined) {
        // Of an earlier visit: there is nothing to stop but the question, and nothing to send again.
        const { attempt } = upload.state;
        store.dispatch(id, { type: 'interrupted', attempt, sent: upload.firmware.size });
        return store.stop(id);
      }
      if (store.dispatch(id, { type: 'cancelled' }) !== undefined) store.stop(id);
    },
    cancelAll() {
      let count = intake.dropAll();
      for (const { id, state } of store.list()) {
        if (state.status === 'inspecting') {
          store.remove(id);
          count += 1;
          // Without a file it is of an earlier visit, and there is only a question.
        } else if (store.fileOf(id) && store.dispatch(id, { type: 'given-up' }) !== undefined) {
          store.stop(id);
          count += 1;
        }
      }
      return count;
    },
    retry(id) {
      const before = store.get(id)?.state;
      if (before === undefined || store.fileOf(id) === undefined) return;
      if (advance(before, { type: 'retried' }) === before) return;
      outage.insist(id);
      store.stop(id);
      store.dispatch(id, { type: 'retried' });
    },
    keepWaiting(id) {
      store.dispatch(id, { type: 'kept-waiting' });
    },
    pause() {
      if (!scheduler.isPaused()) noteOfBegun('pause');
      scheduler.pause();
    },
    resume() {
      if (scheduler.isPaused()) noteOfBegun('resume');
      scheduler.resume();
    },
    isPaused: () => scheduler.isPaused(),
    away: () => outage.away(),
    noteSignIn: () => outage.signedIn(),
    notePackage(id, madePackage) {
      store.dispatch(id, { type: 'packaged', madePackage });
    },
    noteRemark(id, { remark, to }) {
      store.setRemark(id, remark, to);
    },
    noteDigests(id, found) {
      store.advanceDigests(id, { type: 'compared', found });
    },
    remove: (id) => store.remove(id),
    clearFinished() {
      for (const { id, state } of store.list()) if (mayClear(state)) store.remove(id);
    },
    async peek(id, signal) {
      const file = store.fileOf(id);
      return file && listArchive(file, signal);
    },
    fileOf: (id) => store.fileOf(id),
    restore(earlier) {
      store.putFirst(earlier);
      for (const { id, state } of earlier) {
        if (state.status === 'confirming') attempts.recheck(id, state);
      }
    },
    subscribe: (listener) => store.subscribe(listener),
    getSnapshot: () => store.list(),
    getStill: () => store.still(),
    find: (id) => store.get(id),
    exchanges,
  };

  /** Of what has not begun there is nothing to tell yet. */
  function noteOfBegun(action: 'pause' | 'resume'): void {
    for (const { id, state } of store.list()) {
      if (hasBegun(state)) exchanges.note(id, { type: 'pressed', action });
    }
  }
}
