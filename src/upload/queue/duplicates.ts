import type { FileSuffix } from '../../contract/file-suffix.ts';
import { unlessAborted } from '../abort.ts';
import type { Clock } from '../clock.ts';
import type { DigestScheduler } from '../digest/digest-scheduler.ts';
import type { SamplesMatch } from '../inspect/sample-compare.ts';
import { knownDigests, type KnownDigests } from '../model/receipt-schema.ts';
import type { Receipt } from '../model/receipt.ts';
import type { UploadedBefore } from '../model/suffix-check.ts';
import { isUnderWay } from '../model/upload-phase.ts';
import type { UploadState } from '../model/upload-state.ts';
import type { Upload } from '../model/upload.ts';
import type { UploadStore, Watcher } from './upload-store.ts';

/** Notices before a ticket is asked for that the same bytes are in the store already, or on their way; then the user decides. */
export type Duplicates = {
  readonly onChange: Watcher;
  /** Resolves once it is compared with what is finished; undefined when there is nothing to compare it with. */
  compare(upload: Upload): Promise<void> | undefined;
  /** This one is sent now: files that look like it wait until its end is known. */
  begin(upload: { readonly id: string; readonly size: number }): void;
};

/** A verified upload that came to its end some time ago. */
export type Finished = Omit<UploadedBefore, 'kind'> & {
  /** Unsigned decimal. */
  readonly crc64: string;
  /** Lower-case hex; undefined when it is not known. */
  readonly sha256: string | undefined;
};

/** Looks up what earlier visits have finished with files of this size, in bytes. */
export type FinishedBefore = (size: number) => Promise<readonly Finished[]>;

export type DuplicatesOptions = {
  readonly store: UploadStore;
  readonly digests: Pick<DigestScheduler, 'digestOf'>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly finishedBefore: FinishedBefore | undefined;
  /** Undefined where equal files of one list are all sent. */
  readonly samplesMatch: SamplesMatch | undefined;
};

/** A drive may never answer: what takes longer than this, and than the slowest worth using, is uploaded without comparison. */
const COMPARE_MS = 10_000;
const SLOWEST_BYTES_PER_MS = 10_000;

export function createDuplicates(options: DuplicatesOptions): Duplicates {
  const { store, digests, clock, finishedBefore, samplesMatch } = options;
  /** What was compared: the user is asked once, and what is started then is uploaded again. */
  const settled = new Set<string>();
  /** What is verified, and what is on its way, by size in bytes. */
  const verified = createSizeIndex();
  const going = createSizeIndex();
  /** Called once the upload has come to its end. */
  const waiting = new Map<string, Set<() => void>>();

  function leave(id: string, size: number): void {
    if (!going.delete(size, id)) return;
    const waiters = waiting.get(id) ?? [];
    waiting.delete(id);
    for (const resolve of waiters) resolve();
  }

  function untilEnd(id: string): Promise<void> {
    return new Promise((resolve) => {
      waiting.set(id, (waiting.get(id) ?? new Set()).add(resolve));
    });
  }

  /** Until nothing that looks like it is on its way. */
  async function untilAlone({ id, firmware }: Upload, signal: AbortSignal): Promise<void> {
    const ours = store.fileOf(id);
    const seen = new Set([id]);
    for (;;) {
      const next = going.get(firmware.size).find((other) => !seen.has(other));
      if (next === undefined) return;
      seen.add(next);
      const theirs = store.fileOf(next);
      if (ours === undefined || theirs === undefined || samplesMatch === undefined) continue;
      const end = untilEnd(next);
      const alike = areAlike(samplesMatch(ours, theirs), end, signal);
      if (await alike) await unlessAborted(end, signal);
    }
  }

  /** A drive may never answer: what it has not said when the other one has ended, or after so long, counts as a no. */
  async function areAlike(
    alike: Promise<boolean>,
    end: Promise<void>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const over = new AbortController();
    const late = clock.sleep(COMPARE_MS, AbortSignal.any([signal, over.signal]));
    const unsaid = Promise.race([end, late]).then(() => false);
    try {
      return await Promise.race([alike, unsaid]);
    } finally {
      over.abort();
    }
  }

  async function compareWithin(upload: Upload, signal: AbortSignal): Promise<void> {
    const { id, firmware } = upload;
    // However long: others go on meanwhile.
    await untilAlone(upload, signal);
    const enough = new AbortController();
    const either = AbortSignal.any([signal, enough.signal]);
    const limitMs = COMPARE_MS + firmware.size / SLOWEST_BYTES_PER_MS;
    try {
      const doubt = await Promise.race([
        find(upload, either),
        clock.sleep(limitMs, either).then(() => undefined),
      ]);
      signal.throwIfAborted();
      settled.add(id);
      if (doubt !== undefined) store.dispatch(id, { type: 'recognised', doubt });
    } finally {
      enough.abort();
    }
  }

  /** The latest whose bytes are the same, as far as all that is known of both can tell. */
  async function find(upload: Upload, signal: AbortSignal): Promise<UploadedBefore | undefined> {
    const { id, firmware } = upload;
    const saved = await unlessAborted(
      finishedBefore?.(firmware.size).catch(() => []) ?? [],
      signal,
    );
    const known = [...finishedOnList(firmware.size), ...saved].toSorted(
      (one, other) => other.finishedAt - one.finishedAt,
    );
    // To read a whole file is worth it only when there is something to compare it with.
    if (known.length === 0) return undefined;
    const ours = await digests.digestOf(id, 'crc64', signal);
    if (ours.status !== 'known') return undefined;
    for (const { crc64, sha256, ...earlier } of known) {
      if (crc64 !== ours.value) continue;
      if (sha256 === undefined) return { kind: 'uploaded-before', ...earlier };
      const ourSha256 = await digests.digestOf(id, 'sha256', signal);
      if (ourSha256.status === 'known' && ourSha256.value === sha256) {
        return { kind: 'uploaded-before', ...earlier };
      }
    }
    return undefined;
  }

  function finishedOnList(size: number): readonly Finished[] {
    return verified.get(size).flatMap((id) => {
      const upload = store.get(id);
      if (upload?.state.status !== 'done') return [];
      return finishedOf({ ...upload.state, digests: knownDigests(upload.digests) });
    });
  }

  return {
    onChange(id, after, before) {
      const size = (after ?? before)?.firmware.size ?? 0;
      if (after === undefined) settled.delete(id);
      if (isVerified(after)) verified.add(size, id);
      else if (isVerified(before)) verified.delete(size, id);
      if (samplesMatch === undefined) return;
      if (after !== undefined && isOnItsWay(after.state)) going.add(size, id);
      // One that has its turn is queued for a moment yet.
      else if (after?.state.status !== 'queued') leave(id, size);
    },
    begin({ id, size }) {
      if (samplesMatch !== undefined) going.add(size, id);
    },
    compare(upload) {
      const { id, state, firmware } = upload;
      // What was tried already may have left a copy of its own; the user has decided by trying again.
      if (state.status !== 'queued' || state.attempt > 1 || settled.has(id)) return undefined;
      const mayKnow = finishedBefore !== undefined || samplesMatch !== undefined;
      if (!mayKnow && verified.get(firmware.size).length === 0) return undefined;
      return new Promise((resolve) => {
        store.run(
          id,
          (signal) => compareWithin(upload, signal).finally(resolve),
          // It can be uploaded all the same.
          () => settled.add(id),
        );
      });
    },
  };
}

/** What a later upload of the same bytes is compared with: nothing unless the store has proved them. */
export function finishedOf(upload: {
  readonly suffix: FileSuffix;
  readonly receipt: Receipt;
  readonly digests: KnownDigests;
}): readonly Finished[] {
  const { suffix, receipt, digests } = upload;
  const { firmwareUrl, finishedAt, verdict, madePackages } = receipt;
  if (verdict.kind !== 'verified') return [];
  const crc64 = 'crc64' in verdict ? verdict.crc64 : digests.crc64;
  if (crc64 === undefined) return [];
  const hasPackage = madePackages !== undefined;
  return [{ firmwareUrl, finishedAt, suffix, hasPackage, crc64, sha256: digests.sha256 }];
}

function isVerified(upload: Upload | undefined): boolean {
  return upload?.state.status === 'done' && upload.state.receipt.verdict.kind === 'verified';
}

/** It has begun, and has not come to its end. */
function isOnItsWay(state: UploadState): boolean {
  if (state.status === 'queued') return state.attempt > 1;
  return state.status === 'waiting' || isUnderWay(state);
}

/** Ids by size: equal files have equal sizes. */
function createSizeIndex() {
  const bySize = new Map<number, Set<string>>();
  return {
    get: (size: number): readonly string[] => [...(bySize.get(size) ?? [])],
    add(size: number, id: string): void {
      bySize.set(size, (bySize.get(size) ?? new Set()).add(id));
    },
    /** @returns whether it was there */
    delete(size: number, id: string): boolean {
      const ids = bySize.get(size);
      const wasThere = ids?.delete(id) === true;
      if (ids?.size === 0) bySize.delete(size);
      return wasThere;
    },
  };
}
