import { knownDigests, type KnownDigests } from '../model/receipt-schema.ts';
import type { MadePackage } from '../model/receipt.ts';
import type { Upload } from '../model/upload.ts';
import type { SharedKeyValueStore } from './key-value-store.ts';
import { newestFirst, type ReceiptCache } from './receipt-cache.ts';
import {
  isDone,
  itemOf,
  RECEIPTS_MAX,
  savedReceiptOf,
  type DoneUpload,
  type SavedReceipt,
} from './saved-receipt.ts';

/** Collects what is to be written of receipts, and writes it. A write that fails is made good with the next change. */
export type ReceiptWriter = {
  /** Notes what is new on the list. @returns whether there is anything to write */
  record(uploads: readonly Upload[]): boolean;
  /** Notes what is learned of a receipt that is still there. */
  learn(id: string, news: Learned): void;
  /** Drops these, and all of this visit without `ids`: what they learn later does not bring them back. */
  forget(ids?: readonly string[]): void;
  /** Writes all there is to write by then. @returns whether that was anything */
  write(): Promise<boolean>;
};

export type ReceiptWriterOptions = {
  readonly store: SharedKeyValueStore;
  readonly cache: ReceiptCache;
  /** When the page was opened, in milliseconds since the epoch. */
  readonly since: number;
};

/** What a receipt of an earlier visit can still learn: nothing else of it is known better here. */
type Learned = { readonly madePackage?: MadePackage; readonly digests?: KnownDigests };

/** So many more than there should be may be stored for a while. */
const TRIM_EVERY = 50;

export function createReceiptWriter({ store, cache, since }: ReceiptWriterOptions): ReceiptWriter {
  /** Uploads that were not done when last seen. */
  const underWay = new Set<string>();
  /** Ids of this visit's receipts, as long as they are not removed. */
  const mine = new Set<string>();
  /** Every finished upload, as it was when last seen. */
  const seen = new Map<string, DoneUpload>();
  /** To be written: new ones, and those that know more by now. */
  const added = new Map<string, SavedReceipt>();
  const changed = new Map<string, SavedReceipt>();
  const learned = new Map<string, Learned>();
  /** Added since what is stored was last looked through; at first that is unknown. */
  let untrimmed = TRIM_EVERY;

  return {
    record(uploads) {
      for (const upload of uploads) {
        if (!isDone(upload)) underWay.add(upload.id);
        else if (seen.get(upload.id) !== upload) recordDone(upload);
      }
      return hasNews();
    },
    learn,
    forget(ids = [...mine]) {
      for (const id of ids) {
        mine.delete(id);
        for (const pending of [added, changed, learned]) pending.delete(id);
      }
    },
    async write() {
      if (!hasNews()) return false;
      const [additions, changes] = [[...added.values()], [...changed.values()]];
      const news = new Map(learned);
      for (const pending of [added, changed, learned]) pending.clear();
      cache.apply(additions, changes);
      if (additions.length > 0) {
        await store.put(additions.map(itemOf)).catch(() => makeGood(additions, added));
      }
      if (changes.length > 0) {
        await store.replace(changes.map(itemOf)).catch(() => makeGood(changes, changed));
      }
      if (news.size > 0) {
        cache.invalidate();
        await note(news).catch(() => undefined);
      }
      if (additions.length > 0) await trim(additions.length).catch(() => undefined);
      return true;
    },
  };

  function recordDone(upload: DoneUpload): void {
    const { id } = upload;
    const before = seen.get(id);
    // What an earlier visit has done has its receipt, or the user has removed that.
    const isNew =
      underWay.delete(id) || (before === undefined && upload.state.receipt.finishedAt >= since);
    seen.set(id, upload);
    if (isNew) mine.add(id);
    if (mine.has(id)) (isNew || added.has(id) ? added : changed).set(id, savedReceiptOf(upload));
    else if (before !== undefined) learn(id, newsOf(before, upload));
  }

  function hasNews(): boolean {
    return added.size > 0 || changed.size > 0 || learned.size > 0;
  }

  function learn(id: string, news: Learned): void {
    if (Object.keys(news).length > 0) learned.set(id, { ...learned.get(id), ...news });
  }

  async function note(news: ReadonlyMap<string, Learned>): Promise<void> {
    const noted = newestFirst(await store.all()).flatMap(({ receipt, digests, ...rest }) => {
      const more = news.get(rest.id);
      if (more === undefined) return [];
      const { madePackage = receipt.madePackage } = more;
      return [
        {
          ...rest,
          receipt: madePackage === undefined ? receipt : { ...receipt, madePackage },
          // What is known stays.
          digests: { ...more.digests, ...digests },
        },
      ];
    });
    await store.replace(noted.map(itemOf));
  }

  /** To be written again, unless more is known or it is removed by now. */
  function makeGood(lost: readonly SavedReceipt[], pending: Map<string, SavedReceipt>): void {
    cache.invalidate();
    for (const receipt of lost) {
      const { id } = receipt;
      if (!mine.has(id)) continue;
      const latest = changed.get(id) ?? receipt;
      changed.delete(id);
      pending.set(id, latest);
    }
  }

  /** Looks through all that is stored, so not for every one that is added. */
  async function trim(additions: number): Promise<void> {
    untrimmed += additions;
    if (untrimmed < TRIM_EVERY) return;
    untrimmed = 0;
    const tooMany = newestFirst(await store.all()).slice(RECEIPTS_MAX);
    if (tooMany.length > 0) await store.remove(tooMany.map(({ id }) => id));
  }
}

function newsOf(before: DoneUpload, after: DoneUpload): Learned {
  const { madePackage } = after.state.receipt;
  const isPackaged =
    madePackage !== undefined &&
    madePackage.firmwareId !== before.state.receipt.madePackage?.firmwareId;
  return {
    ...(isPackaged && { madePackage }),
    ...(before.digests !== after.digests && { digests: knownDigests(after.digests) }),
  };
}
