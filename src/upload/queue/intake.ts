import { unlessAborted } from '../abort.ts';
import type { Clock } from '../clock.ts';
import { inspect, type LookInto } from '../inspect/inspect.ts';
import { firmwareOf, mayBeSame, type Firmware } from '../model/firmware-file.ts';
import type { SettledSuffix } from '../model/suffix-check.ts';
import { INITIAL_STATE } from '../model/upload-state.ts';
import { NO_DIGESTS, type SuffixChoice } from '../model/upload.ts';
import { createPriorityQueue } from '../priority-queue.ts';
import type { Scheduler } from './scheduler.ts';
import type { UploadStore, Watcher } from './upload-store.ts';

/** Takes files in: puts them on the list and inspects them, a few at a time, in the order of the list. */
export type Intake = {
  readonly onChange: Watcher;
  add(files: readonly File[], choice: SuffixChoice): void;
  /** Forgets what is not on the list yet. @returns how many files that were */
  dropAll(): number;
};

export type IntakeOptions = {
  readonly store: UploadStore;
  readonly clock: Clock;
  readonly lookInto: LookInto;
  /** Learns what is being inspected: what is behind that on the list is not sent before it. */
  readonly scheduler: Pick<Scheduler, 'expect' | 'settle'>;
  /** From 0 to 1. */
  readonly random: () => number;
};

/** Files inspected together: each costs one read of one byte. */
const INSPECTORS = 4;
/** To take thousands of files at once would freeze the page: after so long other tasks have their turn. */
const SLICE_MS = 8;

export function createIntake({ store, clock, lookInto, scheduler, random }: IntakeOptions): Intake {
  const never = new AbortController().signal;
  const nextId = countIds(clock.wall(), random);
  /** Not on the list yet. */
  const dropped: { file: File; choice: SuffixChoice }[] = [];
  let isTaking = false;
  /** What each upload's suffix is to be, until it is inspected. */
  const choices = new Map<string, SuffixChoice | SettledSuffix>();
  const unseen = createPriorityQueue(
    (id) => store.positionOf(id),
    (id) => choices.has(id),
  );
  let inspecting = 0;
  /** Uploads whose file was lost with an earlier visit. */
  const lost = new Set<string>();

  async function take(): Promise<void> {
    isTaking = true;
    let sliceEndsAt = clock.now() + SLICE_MS;
    for (let next = dropped.shift(); next !== undefined; next = dropped.shift()) {
      takeOne(next);
      if (clock.now() < sliceEndsAt) continue;
      inspectMore();
      await clock.sleep(0, never);
      sliceEndsAt = clock.now() + SLICE_MS;
    }
    isTaking = false;
    inspectMore();
  }

  function takeOne({ file, choice }: { file: File; choice: SuffixChoice }): void {
    const firmware = firmwareOf(file);
    const earlier = findLost(firmware);
    const id = earlier?.id ?? nextId();
    // What was settled on the earlier visit, perhaps by the user, is not asked again; what was in doubt then is.
    choices.set(id, earlier?.settled ?? choice);
    const upload = {
      id,
      firmware,
      state: INITIAL_STATE,
      digests: NO_DIGESTS,
      image: undefined,
      packing: undefined,
      lastTicket: undefined,
      ...(earlier?.remarks !== undefined && { remarks: earlier.remarks }),
    };
    store.put(upload, file);
    unseen.add(id);
  }

  /** The first upload whose file may be the one that is chosen now. */
  function findLost(chosen: Firmware) {
    const found = [...lost]
      .flatMap((id) => store.get(id) ?? [])
      .filter(({ firmware }) => firmware.size === chosen.size && mayBeSame(firmware, chosen))
      .toSorted((one, other) => store.positionOf(one.id) - store.positionOf(other.id))[0];
    if (found?.state.status !== 'interrupted') return undefined;
    const { suffix, attempt } = found.state;
    const { id, remarks } = found;
    return { id, remarks, settled: attempt > 0 ? { settled: suffix } : undefined };
  }

  function inspectMore(): void {
    while (inspecting < INSPECTORS) {
      const id = unseen.first();
      if (id === undefined) return;
      const choice = choices.get(id) ?? 'auto';
      choices.delete(id);
      inspecting += 1;
      scheduler.expect(id);
      store.run(
        id,
        async (signal) => {
          try {
            await inspectOne(id, choice, signal);
          } finally {
            scheduler.settle(id);
            inspecting -= 1;
            inspectMore();
          }
        },
        () => store.dispatch(id, { type: 'refused', rejection: { kind: 'unreadable' } }),
      );
    }
  }

  async function inspectOne(
    id: string,
    choice: SuffixChoice | SettledSuffix,
    signal: AbortSignal,
  ): Promise<void> {
    const upload = store.get(id);
    const file = store.fileOf(id);
    if (upload === undefined || file === undefined) return;
    // A file on a drive that is gone may take for ever to say so.
    const { event, ...seen } = await unlessAborted(
      inspect(file, upload.firmware, choice, lookInto),
      signal,
    );
    const current = store.get(id);
    if (current !== undefined) store.put({ ...current, ...seen });
    store.dispatch(id, event);
  }

  return {
    onChange(id, after) {
      if (after === undefined) choices.delete(id);
      if (after?.state.status === 'interrupted') lost.add(id);
      else lost.delete(id);
    },
    add(chosen, choice) {
      for (const file of chosen) dropped.push({ file, choice });
      if (!isTaking) void take();
    },
    dropAll: () => dropped.splice(0).length,
  };
}

/** Ids grow with time, and differ from those of an earlier visit and of a tab that opens at the same moment. */
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
