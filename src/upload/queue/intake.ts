import { unlessAborted } from '../abort.ts';
import type { Clock } from '../clock.ts';
import type { SettledSuffix } from '../model/suffix-check.ts';
import { fingerprintOf, firmwareOf, mayBeSame, type Firmware } from '../model/firmware-file.ts';
import { inspect, type LookInto } from '../inspect/inspect.ts';
import { createPriorityQueue } from './priority-queue.ts';
import { INITIAL_STATE } from '../model/upload-state.ts';
import { NO_DIGESTS, type SuffixChoice } from '../model/upload.ts';
import type { Scheduler } from './scheduler.ts';
import type { UploadStore } from './upload-store.ts';
import type { Work } from './work.ts';

/** Takes files in: puts them on the list and looks at them, a few at a time, in the order of the list. */
export type Intake = {
  add(files: readonly File[], choice: SuffixChoice): void;
  /** Forgets what is not on the list yet. @returns how many files that were */
  dropAll(): number;
};

export type IntakeTools = {
  readonly book: UploadStore;
  /** The bytes of each upload on the list. */
  readonly files: Map<string, File>;
  readonly work: Work;
  readonly clock: Clock;
  readonly lookInto: LookInto;
  /** Hears what is being looked at, so that nobody behind it is sent before it. */
  readonly turns: Scheduler;
  readonly nextId: () => string;
};

/** Files looked at together: each costs one read of one byte. */
const INSPECTORS = 4;
/** To take thousands of files at once would freeze the page: after so long it is let go on first. */
const SLICE_MS = 8;

export function createIntake(tools: IntakeTools): Intake {
  const { book, files, work, clock, lookInto, turns, nextId } = tools;
  const never = new AbortController().signal;
  /** Dropped, and not yet on the list. */
  const dropped: { file: File; choice: SuffixChoice }[] = [];
  let taken = 0;
  let isTaking = false;
  /** What each upload's suffix is to be, until it has been looked at. */
  const choices = new Map<string, SuffixChoice | SettledSuffix>();
  const unseen = createPriorityQueue(
    (id) => book.positionOf(id),
    (id) => choices.has(id),
  );
  let inspecting = 0;
  const lost = createLostFiles(book);
  book.watch((id, after) => {
    if (after === undefined) choices.delete(id);
  });

  async function take(): Promise<void> {
    isTaking = true;
    let sliceEndsAt = clock.now() + SLICE_MS;
    for (let next = dropped[taken]; next !== undefined; next = dropped[taken]) {
      takeOne(next);
      taken += 1;
      if (clock.now() >= sliceEndsAt) {
        inspectMore();
        await clock.sleep(0, never);
        sliceEndsAt = clock.now() + SLICE_MS;
      }
    }
    dropped.length = 0;
    taken = 0;
    isTaking = false;
    inspectMore();
  }

  function takeOne({ file, choice }: { file: File; choice: SuffixChoice }): void {
    const firmware = firmwareOf(file);
    const earlier = lost.find(firmware);
    const id = earlier?.id ?? nextId();
    files.set(id, file);
    // What was settled on the earlier visit, perhaps by a person, is not asked again; what was in doubt then is.
    choices.set(id, earlier?.settled ?? choice);
    book.put({
      id,
      firmware,
      state: INITIAL_STATE,
      digests: NO_DIGESTS,
      image: undefined,
      packing: undefined,
      lastTicket: undefined,
    });
    unseen.add(id);
  }

  function inspectMore(): void {
    while (inspecting < INSPECTORS) {
      const id = unseen.first();
      if (id === undefined) return;
      const choice = choices.get(id) ?? 'auto';
      choices.delete(id);
      inspecting += 1;
      turns.expect(id);
      work.run(
        id,
        async (signal) => {
          try {
            await examine(id, choice, signal);
          } finally {
            turns.settle(id);
            inspecting -= 1;
            inspectMore();
          }
        },
        () => book.dispatch(id, { type: 'refused', rejection: { kind: 'unreadable' } }),
      );
    }
  }

  async function examine(
    id: string,
    choice: SuffixChoice | SettledSuffix,
    signal: AbortSignal,
  ): Promise<void> {
    const upload = book.get(id);
    const file = files.get(id);
    if (upload === undefined || file === undefined) return;
    // A file on a drive that is gone may take for ever to say so.
    const { event, ...seen } = await unlessAborted(
      inspect(file, upload.firmware, choice, lookInto),
      signal,
    );
    const current = book.get(id);
    if (current !== undefined) book.put({ ...current, ...seen });
    book.dispatch(id, event);
  }

  return {
    add(chosen, choice) {
      for (const file of chosen) dropped.push({ file, choice });
      if (!isTaking) void take();
    },
    dropAll() {
      return dropped.splice(taken).length;
    },
  };
}

/** Finds the upload whose file was lost with an earlier visit, and may be the one that is chosen now. */
function createLostFiles(book: UploadStore) {
  const byFingerprint = new Map<string, Set<string>>();
  book.watch((id, after, before) => {
    const isLost = after?.state.status === 'interrupted';
    const firmware = (after ?? before)?.firmware;
    if (firmware === undefined || isLost === (before?.state.status === 'interrupted')) return;
    const fingerprint = fingerprintOf(firmware);
    const ids = byFingerprint.get(fingerprint) ?? new Set();
    if (isLost) byFingerprint.set(fingerprint, ids.add(id));
    else ids.delete(id);
    if (ids.size === 0) byFingerprint.delete(fingerprint);
  });

  return {
    find(chosen: Firmware) {
      const ids = [...(byFingerprint.get(fingerprintOf(chosen)) ?? [])];
      for (const id of ids.toSorted((a, b) => book.positionOf(a) - book.positionOf(b))) {
        const upload = book.get(id);
        if (upload?.state.status === 'interrupted' && mayBeSame(upload.firmware, chosen)) {
          const { suffix, attempt } = upload.state;
          return { id, settled: attempt > 0 ? { settled: suffix } : undefined };
        }
      }
      return undefined;
    },
  };
}
