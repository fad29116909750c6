import type { ListArchive } from '../inspect/archive-client.ts';
import type { AttemptTools } from '../transfer/attempt.ts';
import { createAttemptRunner } from './attempt-runner.ts';
import { createDigestScheduler } from './digest-scheduler.ts';
import type { DigestClient } from '../digest/digest-client.ts';
import { createEarlierCopies, type FinishedBefore } from './earlier-copies.ts';
import type { LookInto } from '../inspect/inspect.ts';
import { createIntake } from './intake.ts';
import { createOutage } from './outage.ts';
import type { SamplesMatch } from '../inspect/sample-compare.ts';
import { recheck } from '../transfer/verify.ts';
import { mayStartBeside } from './concurrency.ts';
import type { FileLocks } from './file-lock.ts';
import { createScheduler } from './scheduler.ts';
import { createDuplicates } from './duplicates.ts';
import { createBandwidthMeter } from './bandwidth.ts';
import { createUploadStore } from './upload-store.ts';
import { advance } from '../model/advance.ts';
import { fillUnknown } from '../model/receipt-schema.ts';
import { mayClear } from '../model/upload-phase.ts';
import type { RestorableQueue } from '../model/upload.ts';
import { createWork } from './work.ts';

export type UploadQueueOptions = Omit<AttemptTools, 'untilBack'> & {
  /** From 0 to 1. */
  readonly random: () => number;
  readonly lanes: readonly DigestClient[];
  readonly claims: FileLocks;
  readonly lookInto: LookInto;
  readonly listArchive: ListArchive;
  /** What earlier visits have finished and the list does not show. */
  readonly finishedBefore?: FinishedBefore;
  /** Without it, equal files that are added together are all sent. */
  readonly samplesMatch?: SamplesMatch;
};

/** Puts the engine's parts together: what a person asks for goes in here. React only reads it. */
export function createUploadQueue(options: UploadQueueOptions): RestorableQueue {
  const { lanes, claims, lookInto, listArchive, finishedBefore, samplesMatch, random } = options;
  const { clock, probes } = options;
  const book = createUploadStore(clock);
  /** The bytes: an upload of an earlier visit has none. */
  const files = new Map<string, File>();
  const work = createWork();
  const digests = createDigestScheduler(lanes, book, (id) => files.get(id));
  const outage = createOutage({
    book,
    clock,
    probes,
    random,
    onChange() {
      turns.lookAgain();
      book.touch();
    },
  });
  const tools: AttemptTools = {
    ...options,
    untilBack: (away, signal) => outage.untilBack(away, signal),
  };
  const attempts = createAttemptRunner({
    tools,
    book,
    files,
    work,
    digests,
    claims,
    outage,
    random,
    mayAsk: (signal) => turns.untilResumed(signal),
  });
  const twins = samplesMatch && createDuplicates({ book, files, samplesMatch });
  const copies = createEarlierCopies({ book, digests, work, clock, finishedBefore, twins });
  const meter = createBandwidthMeter(book, clock);
  const turns = createScheduler({
    book,
    clock,
    mayBegin: () => outage.mayBegin(),
    mayGoBeside: ({ firmware }, going) =>
      mayStartBeside(
        firmware.size,
        going.map((turn) => meter.transferOf(turn)),
        meter.uplink(),
      ),
    prepare: (upload) => copies.compare(upload),
    begin(turn, end) {
      twins?.begin(turn);
      attempts.begin(turn, end);
    },
  });
  const intake = createIntake({
    book,
    files,
    work,
    clock,
    lookInto,
    turns,
    nextId: countIds(clock.wall(), random),
  });

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
      book.dispatch(id, { type: 'started' });
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
    cancelAll() {
      let count = intake.dropAll();
      for (const { id, state } of book.list()) {
        if (state.status === 'inspecting') {
          remove(id);
          count += 1;
          // Of an earlier visit there is only a question.
        } else if (files.has(id) && book.dispatch(id, { type: 'given-up' }) !== undefined) {
          work.stop(id);
          count += 1;
        }
      }
      return count;
    },
    retry(id) {
      if (!files.has(id)) return;
      const before = book.get(id)?.state;
      const state = before && advance(before, { type: 'retried' });
      if (state === undefined || state === before) return;
      outage.insist(id);
      work.stop(id);
      attempts.forgetDoubtfulDigests(id);
      book.dispatch(id, { type: 'retried' });
    },
    keepWaiting(id) {
      book.dispatch(id, { type: 'kept-waiting' });
    },
    pause: () => turns.pause(),
    resume: () => turns.resume(),
    isPaused: () => turns.isPaused(),
    away: () => outage.away(),
    notePackage(id, madePackage) {
      book.dispatch(id, { type: 'packaged', madePackage });
    },
    noteDigests(id, found) {
      const upload = book.get(id);
      if (upload === undefined) return;
      const filled = fillUnknown(upload.digests, found);
      if (filled !== upload.digests) book.recordDigests(id, filled);
    },
    remove,
    clearFinished() {
      for (const { id, state } of book.list()) if (mayClear(state)) remove(id);
    },
    async peek(id, signal) {
      const file = files.get(id);
      return file && listArchive(file, signal);
    },
    restore(earlier) {
      book.putFirst(earlier);
      for (const { id, state } of earlier) {
        if (state.status !== 'confirming') continue;
        const look = async (signal: AbortSignal) => {
          const upload = book.get(id);
          if (upload !== undefined) book.dispatch(id, await recheck(tools, upload, state, signal));
        };
        work.run(id, look, (detail) => {
          const { attempt } = state;
          const failure = { kind: 'unexpected', detail } as const;
          book.dispatch(id, { type: 'failed', attempt, failure, sent: 0, wait: undefined });
        });
      }
    },
    subscribe: (listener) => book.subscribe(listener),
    getSnapshot: () => book.list(),
    find: (id) => book.get(id),
  };
}

/** Ids grow with time, and meet neither those of an earlier visit nor those of a tab that opens at the same moment. */
function countIds(wall: number, random: () => number): () => string {
  const visit = [wall.toString(36).padStart(9, '0'), base36(random, 4)].join('');
  let added = 0;
  return () => {
    added += 1;
    return `${visit}-${String(added).padStart(6, '0')}`;
  };
}

function base36(random: () => number, digits: number): string {
  const value = Math.floor(random() * 36 ** digits) % 36 ** digits;
  return value.toString(36).padStart(digits, '0');
}
