import { knownDigests } from '../model/receipt-schema.ts';
import { NO_REMARKS, remarkEdits } from '../model/remarks.ts';
import type { Upload } from '../model/upload.ts';
import type { SharedKeyValueStore } from './key-value-store.ts';
import { newestFirst, type ReceiptCache, type ReceiptChange } from './receipt-cache.ts';
import {
  isDone,
  itemOf,
  packReceipt,
  readSavedReceipt,
  RECEIPTS_MAX,
  savedReceiptOf,
  withLearned,
  withUpload,
  type DoneUpload,
  type Learned,
  type SavedReceipt,
} from './saved-receipt.ts';

/** Collects what is to be written of receipts, and writes it. A write that fails is made good with the next change. */
export type ReceiptWriter = {
  /** Notes what is new on the list; nothing is in the same array as before. @returns whether there is anything to write */
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

/** So many more than there should be may be stored for a while. */
const TRIM_EVERY = 50;

export function createReceiptWriter({ store, cache, since }: ReceiptWriterOptions): ReceiptWriter {
  /** Uploads that were not done when last seen. */
  const underWay = new Set<string>();
  /** Ids of this visit's receipts, as long as they are not removed. */
  const mine = new Set<string>();
  /** Every finished upload, as it was when last seen. */
  const seen = new Map<string, DoneUpload>();
  let recorded: readonly Upload[] = [];
  /** To be written: new ones, and what those that are stored learn. */
  const added = new Map<string, SavedReceipt>();
  const changed = new Map<string, ReceiptChange>();
  /** Added since what is stored was last looked through; at first that is unknown. */
  let untrimmed = TRIM_EVERY;

  return {
    record(uploads) {
      const news = uploads === recorded ? [] : uploads;
      recorded = uploads;
      for (const upload of news) {
        if (!isDone(upload)) underWay.add(upload.id);
        else if (seen.get(upload.id) !== upload) recordDone(upload);
      }
      return added.size + changed.size > 0;
    },
    learn,
    forget(ids = [...mine]) {
      for (const id of ids) {
        mine.delete(id);
        added.delete(id);
        changed.delete(id);
      }
    },
    async write() {
      if (added.size + changed.size === 0) return false;
      const [additions, changes] = [[...added.values()], new Map(changed)];
      added.clear();
      changed.clear();
      cache.apply(additions, changes);
      if (additions.length > 0) {
        await store.put(additions.map(itemOf)).catch(() => addAgain(additions));
      }
      if (changes.size > 0) await store.update(packed(changes)).catch(() => changeAgain(changes));
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
    if (isNew || added.has(id)) added.set(id, savedReceiptOf(upload));
    else if (before !== undefined) {
      const news = newsOf(before, upload);
      // Of an earlier visit's receipt nothing else is known better here.
      if (mine.has(id)) change(id, (saved) => withUpload(saved, upload, news));
      else learn(id, news);
    }
  }

  function learn(id: string, news: Learned): void {
    if (Object.keys(news).length > 0) change(id, (saved) => withLearned(saved, news));
  }

  function change(id: string, next: ReceiptChange): void {
    const before = changed.get(id);
    changed.set(id, (saved) => next(before?.(saved) ?? saved));
  }

  /** Unless more is known, or it is removed by now. */
  function addAgain(lost: readonly SavedReceipt[]): void {
    cache.invalidate();
    for (const receipt of lost) {
      const { id } = receipt;
      if (!mine.has(id)) continue;
      added.set(id, changed.get(id)?.(receipt) ?? receipt);
      changed.delete(id);
    }
  }

  function changeAgain(lost: ReadonlyMap<string, ReceiptChange>): void {
    cache.invalidate();
    for (const [id, change] of lost) {
      const later = changed.get(id);
      changed.set(id, (saved) => later?.(change(saved)) ?? change(saved));
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

/** What this version of the page cannot read it does not change. */
function packed(changes: ReadonlyMap<string, ReceiptChange>) {
  const change = (id: string, of: ReceiptChange) => (value: unknown) => {
    const saved = readSavedReceipt(id, value);
    return saved === undefined ? value : packReceipt(of(saved));
  };
  return new Map([...changes].map(([id, of]) => [id, change(id, of)]));
}

function newsOf(before: DoneUpload, after: DoneUpload): Learned {
  const [{ madePackages: known = [] }, { madePackages = [] }] = [
    before.state.receipt,
    after.state.receipt,
  ];
  const packages = madePackages.filter((made) => !known.includes(made));
  const remarks = remarkEdits(before.remarks ?? NO_REMARKS, after.remarks ?? NO_REMARKS);
  return {
    ...(packages.length > 0 && { packages }),
    ...(remarks.length > 0 && { remarks }),
    ...(before.digests !== after.digests && { digests: knownDigests(after.digests) }),
  };
}
