import type { FileSuffix } from '../../contract/file-suffix.ts';
import { unlessAborted } from '../abort.ts';
import type { Clock } from '../clock.ts';
import type { UploadedBefore } from '../model/suffix-check.ts';
import type { DigestScheduler } from './digest-scheduler.ts';
import type { Verdict } from '../model/receipt.ts';
import type { Duplicates } from './duplicates.ts';
import type { UploadStore } from './upload-store.ts';
import type { Upload } from '../model/upload.ts';
import type { Work } from './work.ts';

/** Notices before a ticket is asked for that the very bytes are in the store already, and has a person asked. */
export type EarlierCopies = {
  /** Compares it with what is finished: resolves once that is done, undefined when there is nothing to compare it with. */
  compare(upload: Upload): Promise<void> | undefined;
};

/** An upload that came to its end some time ago. */
export type Finished = {
  readonly firmwareUrl: string;
  /** Milliseconds since the epoch. */
  readonly finishedAt: number;
  readonly suffix: FileSuffix;
  /** Unsigned decimal. */
  readonly crc64: string;
  /** Lower-case hex; undefined when it is not known. */
  readonly sha256?: string | undefined;
  readonly verdict: Verdict;
  /** Of what a package was made, the platform keeps. */
  readonly hasPackage: boolean;
};

/** Asks a history for what was finished with firmware of this size, in bytes. */
export type FinishedBefore = (size: number) => Promise<readonly Finished[]>;

export type EarlierCopiesOptions = {
  readonly book: UploadStore;
  readonly digests: DigestScheduler;
  readonly work: Work;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly finishedBefore: FinishedBefore | undefined;
  /** Undefined where equal files on one list are nobody's concern. */
  readonly twins: Duplicates | undefined;
};

/** A drive may never answer: what takes longer than this, and than the slowest worth using, is uploaded unseen. */
const COMPARE_MS = 10_000;
const SLOWEST_BYTES_PER_MS = 10_000;

export function createEarlierCopies(options: EarlierCopiesOptions): EarlierCopies {
  const { book, digests, work, clock, finishedBefore, twins } = options;
  /** What was compared: a person is asked once, and who starts it then has it uploaded again. */
  const settled = new Set<string>();
  const bySize = new Map<number, Set<string>>();

  book.watch((id, after, before) => {
    const firmware = (after ?? before)?.firmware;
    if (after === undefined) settled.delete(id);
    if (firmware === undefined || isProved(after) === isProved(before)) return;
    const ids = bySize.get(firmware.size) ?? new Set();
    if (isProved(after)) bySize.set(firmware.size, ids.add(id));
    else ids.delete(id);
    if (ids.size === 0) bySize.delete(firmware.size);
  });

  async function compareWithin(upload: Upload, signal: AbortSignal): Promise<void> {
    const { id, firmware } = upload;
    // However long: others go on meanwhile.
    await twins?.untilAlone(upload, signal);
    const enough = new AbortController();
    const either = AbortSignal.any([signal, enough.signal]);
    const limitMs = COMPARE_MS + firmware.size / SLOWEST_BYTES_PER_MS;
    try {
      const found = await Promise.race([
        find(upload, either),
        clock.sleep(limitMs, either).then(() => undefined),
      ]);
      signal.throwIfAborted();
      settled.add(id);
      if (found !== undefined) book.dispatch(id, { type: 'recognised', doubt: found });
    } finally {
      enough.abort();
    }
  }

  /** The latest whose bytes are the same, as far as all that is known of both can tell. */
  async function find(upload: Upload, signal: AbortSignal): Promise<UploadedBefore | undefined> {
    const { id, firmware } = upload;
    const remembered = await unlessAborted(
      finishedBefore?.(firmware.size).catch(() => []) ?? [],
      signal,
    );
    const known = [...finishedOnList(firmware.size), ...remembered]
      .filter(({ verdict }) => verdict.kind === 'verified')
      .toSorted((one, other) => other.finishedAt - one.finishedAt);
    // To read a whole file is worth it only when there is something to compare it with.
    if (known.length === 0) return undefined;
    const crc64 = await digests.digestOf(id, 'crc64', signal);
    if (crc64.status !== 'known') return undefined;
    for (const { firmwareUrl, finishedAt, suffix, hasPackage, ...theirs } of known) {
      if (theirs.crc64 !== crc64.value) continue;
      const earlier = { firmwareUrl, finishedAt, suffix, hasPackage };
      if (theirs.sha256 === undefined) return { kind: 'uploaded-before', ...earlier };
      const sha256 = await digests.digestOf(id, 'sha256', signal);
      if (sha256.status === 'known' && sha256.value === theirs.sha256) {
        return { kind: 'uploaded-before', ...earlier };
      }
    }
    return undefined;
  }

  function finishedOnList(size: number): readonly Finished[] {
    return [...(bySize.get(size) ?? [])].flatMap((id) => {
      const upload = book.get(id);
      return upload === undefined ? [] : finishedOf(upload);
    });
  }

  return {
    compare(upload) {
      const { id, state, firmware } = upload;
      // What was tried already may have left a copy of its own; a person who retries has decided.
      if (state.status !== 'queued' || state.attempt > 1 || settled.has(id)) return undefined;
      const mayKnow = finishedBefore !== undefined || twins !== undefined;
      if (!mayKnow && !bySize.has(firmware.size)) return undefined;
      return new Promise((resolve) => {
        work.run(
          id,
          (signal) => compareWithin(upload, signal).finally(resolve),
          // It can be uploaded all the same.
          () => settled.add(id),
        );
      });
    },
  };
}

function isProved(upload: Upload | undefined): boolean {
  return upload?.state.status === 'done' && upload.state.receipt.verdict.kind === 'verified';
}

function finishedOf({ state, digests }: Upload): readonly Finished[] {
  if (state.status !== 'done') return [];
  const { suffix, receipt } = state;
  const { firmwareUrl, finishedAt, verdict, madePackage } = receipt;
  if (verdict.kind !== 'verified') return [];
  const sha256 = digests.sha256.status === 'known' ? digests.sha256.value : undefined;
  const hasPackage = madePackage !== undefined;
  return [{ firmwareUrl, finishedAt, suffix, crc64: verdict.crc64, sha256, verdict, hasPackage }];
}
