import { unlessAborted } from '../abort.ts';
import type { SamplesMatch } from '../inspect/sample-compare.ts';
import type { UploadStore } from './upload-store.ts';
import { isUnderWay } from '../model/upload-phase.ts';
import type { Turn } from './scheduler.ts';
import type { Upload } from '../model/upload.ts';
import type { UploadState } from '../model/upload-state.ts';

/** Files of this list that look like one that is on its way: whether they have to be sent is known when that one has arrived. */
export type Duplicates = {
  /** This one has its turn. */
  begin(turn: Turn): void;
  /** Resolves once nothing that looks like it is on its way; undefined when nothing of its size is. */
  untilAlone(upload: Upload, signal: AbortSignal): Promise<void> | undefined;
};

export type DuplicatesOptions = {
  readonly book: UploadStore;
  readonly files: ReadonlyMap<string, File>;
  readonly samplesMatch: SamplesMatch;
};

export function createDuplicates({ book, files, samplesMatch }: DuplicatesOptions): Duplicates {
  /** What is on its way, by size in bytes. */
  const going = new Map<number, Set<string>>();
  const waiting = new Map<string, Set<() => void>>();

  book.watch((id, after, before) => {
    const size = (after ?? before)?.firmware.size ?? 0;
    if (after !== undefined && isOnItsWay(after.state)) join(id, size);
    // One that has its turn is queued for a moment yet.
    else if (after?.state.status !== 'queued') leave(id, size);
  });

  function join(id: string, size: number): void {
    going.set(size, (going.get(size) ?? new Set()).add(id));
  }

  function leave(id: string, size: number): void {
    const ids = going.get(size);
    if (ids?.delete(id) !== true) return;
    if (ids.size === 0) going.delete(size);
    const goOn = waiting.get(id) ?? [];
    waiting.delete(id);
    for (const resolve of goOn) resolve();
  }

  function untilArrived(id: string): Promise<void> {
    return new Promise((resolve) => {
      waiting.set(id, (waiting.get(id) ?? new Set()).add(resolve));
    });
  }

  async function waitForAll(upload: Upload, signal: AbortSignal): Promise<void> {
    const ours = files.get(upload.id);
    const seen = new Set<string>();
    for (;;) {
      const others = [...(going.get(upload.firmware.size) ?? [])];
      const next = others.find((id) => id !== upload.id && !seen.has(id));
      const theirs = next === undefined ? undefined : files.get(next);
      if (next === undefined) return;
      seen.add(next);
      if (ours === undefined || theirs === undefined) continue;
      if (!(await unlessAborted(samplesMatch(ours, theirs), signal))) continue;
      if (going.get(upload.firmware.size)?.has(next) !== true) continue;
      await unlessAborted(untilArrived(next), signal);
    }
  }

  return {
    begin: ({ id, size }) => join(id, size),
    untilAlone(upload, signal) {
      const ids = going.get(upload.firmware.size);
      return ids === undefined ? undefined : waitForAll(upload, signal);
    },
  };
}

/** It has begun, and has not come to its end. */
function isOnItsWay(state: UploadState): boolean {
  if (state.status === 'queued') return state.attempt > 1;
  return state.status === 'waiting' || isUnderWay(state);
}
