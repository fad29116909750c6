import type { Clock } from '../clock.ts';
import type { FinishedBefore } from '../queue/earlier-copies.ts';
import {
  type DoneUpload,
  isDone,
  keep,
  type SavedReceipt,
  readSavedReceipt,
  RECEIPTS_MAX,
} from './saved-receipt.ts';
import { itemOf, newestFirst, offer, withNews } from './receipt-list.ts';
import type { MadePackage } from '../model/receipt.ts';
import { type KnownDigests, knownDigests } from '../model/receipt-schema.ts';
import { readSavedUpload, restoreUpload } from './saved-upload.ts';
import type { SharedKeyValueStore, KeyValueStore } from './key-value-store.ts';
import type { TabChannel } from './tab-channel.ts';
import type { Upload, UploadQueue } from '../model/upload.ts';

/**
 * A receipt for every finished upload, for longer than the list shows it: only a person, or its age, takes one away.
 * Without storage there is no history, and uploads go on as if it were not there.
 */
export type ReceiptStore = {
  /** From now on every upload that gets done leaves a receipt; so do those that were done since the page was opened. */
  follow(queue: Pick<UploadQueue, 'subscribe' | 'getSnapshot'>): void;
  /** Newest first. */
  all(): Promise<readonly SavedReceipt[] | 'unavailable'>;
  /** What may be the same as a file of so many bytes, newest first: it can be told by its checksums. */
  readonly finishedBefore: FinishedBefore;
  /** False when storage did not allow it. */
  remove(id: string): Promise<boolean>;
  clear(): Promise<boolean>;
  /** Notes on a receipt that is still there that a package was made of its file. */
  notePackage(id: string, madePackage: MadePackage): void;
  /** The same of checksums that it lacks. */
  noteDigests(id: string, digests: KnownDigests): void;
  /** Called after every change, whichever tab has made it. */
  subscribe(listener: () => void): () => void;
};

export type ReceiptStoreOptions = {
  readonly shelf: SharedKeyValueStore;
  /** The list's memory: what had been done before there was a history is found there, once. */
  readonly list: Pick<KeyValueStore, 'all'>;
  readonly bell: TabChannel;
  readonly clock: Pick<Clock, 'sleep'>;
  /** When the page was opened, in milliseconds since the epoch: the history may have been loaded later. */
  readonly since: number;
};

/** Storage that hangs must not hold up an upload, and a person not for ever. */
const ASKED_FOR_MS = 1_000;
const SHOWN_WITHIN_MS = 5_000;
/** Lies beside the receipts once there is a history. No upload has this id. */
const BEGUN = 'begun';
/** So many more than there should be may lie there for a while. */
const TRIM_EVERY = 50;

export function createReceiptStore(options: ReceiptStoreOptions): ReceiptStore {
  const { shelf, list, bell, clock, since } = options;
  const listeners = new Set<() => void>();
  /** What lies there; asked for again after what others have changed. */
  let reading: Promise<readonly SavedReceipt[] | 'unavailable'> | undefined;
  /** One write after the other. */
  let line: Promise<unknown> = Promise.resolve();
  /** Uploads that were not done when last seen. */
  const underWay = new Set<string>();
  /** Ids of this visit's receipts, as long as nobody removes them. */
  const mine = new Set<string>();
  /** Every finished upload, as it was when it was last seen. */
  const met = new Map<string, DoneUpload>();
  const heard = new WeakSet<Upload>();
  /** To be written: new ones, and those that know more by now. */
  const added = new Map<string, SavedReceipt>();
  const changed = new Map<string, SavedReceipt>();
  /** What is learned now of what an earlier visit has uploaded: of its receipt nothing else is known better here. */
  const learned = new Map<string, Learned>();

  /** Added since what is kept was last looked through; at first nobody knows. */
  let untrimmed = TRIM_EVERY;

  bell.onRing(tellHere);

  return {
    follow(queue) {
      line = line.then(begin).catch(() => undefined);
      queue.subscribe(() => record(queue.getSnapshot()));
      record(queue.getSnapshot());
    },
    all: () => readWithin(SHOWN_WITHIN_MS),
    async finishedBefore(size) {
      const receipts = await readWithin(ASKED_FOR_MS);
      return receipts === 'unavailable' ? [] : receipts.flatMap((each) => offer(each, size));
    },
    remove(id) {
      forget([id]);
      return change(() => shelf.remove([id]));
    },
    clear() {
      forget([...mine]);
      return change(async () => {
        const ids = (await shelf.all()).map(([id]) => id);
        await shelf.remove(ids.filter((id) => id !== BEGUN));
      });
    },
    notePackage(id, madePackage) {
      learn(id, { madePackage });
      line = line.then(write);
    },
    noteDigests(id, digests) {
      // A comparison has found nothing that the receipt lacks.
      if (Object.keys(digests).length === 0) return;
      learn(id, { digests });
      line = line.then(write);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  async function begin(): Promise<void> {
    if ((await shelf.all()).some(([id]) => id === BEGUN)) return;
    const earlier = (await list.all()).flatMap(([id, value]) => {
      const remembered = readSavedUpload(value);
      const upload = remembered && restoreUpload(id, remembered);
      return upload && isDone(upload) ? [keep(upload)] : [];
    });
    await shelf.put([[BEGUN, true], ...earlier.map(itemOf)]);
    reading = undefined;
  }

  function read(): Promise<readonly SavedReceipt[] | 'unavailable'> {
    const asked = (reading ??= shelf.all().then(
      (stored) => newestFirst(stored).slice(0, RECEIPTS_MAX),
      () => {
        // Worth another try.
        if (reading === asked) reading = undefined;
        return 'unavailable' as const;
      },
    ));
    return asked;
  }

  /** Some storage neither answers nor fails. */
  async function readWithin(ms: number): Promise<readonly SavedReceipt[] | 'unavailable'> {
    const enough = new AbortController();
    const late = clock.sleep(ms, enough.signal).then(
      () => 'unavailable' as const,
      () => 'unavailable' as const,
    );
    const receipts = await Promise.race([line.then(read), late]);
    enough.abort();
    return receipts;
  }

  function record(uploads: readonly Upload[]): void {
    for (const upload of uploads) {
      const { id } = upload;
      if (!isDone(upload)) {
        underWay.add(id);
        continue;
      }
      if (heard.has(upload)) continue;
      heard.add(upload);
      // What an earlier visit has done has its receipt, or a person has thrown that away.
      const isNew =
        underWay.delete(id) || (!met.has(id) && upload.state.receipt.finishedAt >= since);
      const before = met.get(id);
      met.set(id, upload);
      if (isNew) mine.add(id);
      if (mine.has(id)) (isNew || added.has(id) ? added : changed).set(id, keep(upload));
      else if (before !== undefined) learn(id, newsOf(before, upload));
    }
    if (isAnythingNew()) line = line.then(write);
  }

  /** Takes all there is to write by then. What fails is not worth a word, and is made good with the next change. */
  async function write(): Promise<void> {
    if (!isAnythingNew()) return;
    const [additions, changes] = [[...added.values()], [...changed.values()]];
    const news = new Map(learned);
    added.clear();
    changed.clear();
    learned.clear();
    noteRead(additions, changes);
    if (additions.length > 0) {
      await shelf.put(additions.map(itemOf)).catch(() => makeGood(additions, added));
    }
    if (changes.length > 0) {
      await shelf.replace(changes.map(itemOf)).catch(() => makeGood(changes, changed));
    }
    if (news.size > 0) {
      reading = undefined;
      await note(news).catch(() => undefined);
    }
    if (additions.length > 0) await trim(additions.length).catch(() => undefined);
    bell.ring();
    tellListeners();
  }

  /** A thousand uploads may finish within seconds: what was read is made good, or each of them would read all the others. */
  function noteRead(additions: readonly SavedReceipt[], changes: readonly SavedReceipt[]): void {
    const noted = reading?.then((receipts) => {
      if (receipts !== 'unavailable') return withNews(receipts, additions, changes);
      // Worth another try.
      if (reading === noted) reading = undefined;
      return receipts;
    });
    reading = noted;
  }

  function isAnythingNew(): boolean {
    return added.size > 0 || changed.size > 0 || learned.size > 0;
  }

  function learn(id: string, news: Learned): void {
    if (Object.keys(news).length > 0) learned.set(id, { ...learned.get(id), ...news });
  }

  async function note(news: ReadonlyMap<string, Learned>): Promise<void> {
    const kept = (await shelf.all()).flatMap(([id, value]) => readSavedReceipt(id, value) ?? []);
    const noted = kept.flatMap(({ receipt, digests, ...rest }) => {
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
    await shelf.replace(noted.map(itemOf));
  }

  /** To be written again, unless more is known or nobody wants it by now. */
  function makeGood(lost: readonly SavedReceipt[], pending: Map<string, SavedReceipt>): void {
    reading = undefined;
    for (const receipt of lost) {
      const { id } = receipt;
      if (!mine.has(id)) continue;
      const latest = changed.get(id) ?? receipt;
      changed.delete(id);
      pending.set(id, latest);
    }
  }

  /** Looks through all that is kept, so not for every one that is added. */
  async function trim(additions: number): Promise<void> {
    untrimmed += additions;
    if (untrimmed < TRIM_EVERY) return;
    untrimmed = 0;
    const tooMany = newestFirst(await shelf.all()).slice(RECEIPTS_MAX);
    if (tooMany.length > 0) await shelf.remove(tooMany.map(({ id }) => id));
  }

  /** What it learns later does not bring it back. */
  function forget(ids: readonly string[]): void {
    for (const id of ids) {
      mine.delete(id);
      added.delete(id);
      changed.delete(id);
      learned.delete(id);
    }
  }

  function change(work: () => Promise<void>): Promise<boolean> {
    const done = line.then(work).then(
      () => true,
      () => false,
    );
    line = done.then(tellEverybody);
    return done;
  }

  function tellEverybody(): void {
    bell.ring();
    tellHere();
  }

  function tellHere(): void {
    reading = undefined;
    tellListeners();
  }

  function tellListeners(): void {
    for (const listener of listeners) listener();
  }
}

/** What a receipt can still be told. */
type Learned = { readonly madePackage?: MadePackage; readonly digests?: KnownDigests };

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
