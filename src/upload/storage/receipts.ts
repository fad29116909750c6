import type { Clock } from '../clock.ts';
import type { Exchange } from '../exchange-event.ts';
import type { KnownDigests } from '../model/receipt-schema.ts';
import type { MadePackage } from '../model/receipt.ts';
import type { RemarkEdit } from '../model/remarks.ts';
import type { UploadQueue } from '../model/upload.ts';
import { finishedOf, type FinishedBefore } from '../queue/duplicates.ts';
import type { KeyValueStore, SharedKeyValueStore } from './key-value-store.ts';
import { createReceiptCache, type Receipts } from './receipt-cache.ts';
import { createReceiptWriter } from './receipt-writer.ts';
import { isDone, itemOf, savedReceiptOf } from './saved-receipt.ts';
import { readSavedUpload, restoreUpload } from './saved-upload.ts';
import type { SavedExchanges } from './saved-exchanges.ts';
import type { TabChannel } from './tab-channel.ts';

/**
 * A receipt for every finished upload, for longer than the list shows it: only the user, or its age, removes one.
 * Without storage there are no receipts, and uploads go on as if nothing were missing.
 */
export type ReceiptStore = {
  /** From now on every upload that gets done leaves a receipt; so do those that were done since the page was opened. */
  follow(queue: Pick<UploadQueue, 'subscribe' | 'getStill'>): void;
  /** Newest first. */
  all(): Promise<Receipts>;
  /** What may be the same as a file of so many bytes, newest first: it can be told by its checksums. */
  readonly finishedBefore: FinishedBefore;
  /** What was exchanged for an upload that has ended; undefined when it is not kept. */
  exchangeOf(id: string): Promise<Exchange | undefined>;
  /** False when storage did not allow it. */
  remove(id: string): Promise<boolean>;
  clear(): Promise<boolean>;
  /** Notes on a receipt that is still there that a package was made of its file. */
  notePackage(id: string, madePackage: MadePackage): void;
  /** The same of what the user writes on it: from what was shown, so that what another tab has written meanwhile is kept. */
  noteRemark(id: string, edit: RemarkEdit): void;
  /** The same of checksums that it lacks. */
  noteDigests(id: string, digests: KnownDigests): void;
  /** Called after every change, whichever tab has made it. */
  subscribe(listener: () => void): () => void;
};

export type ReceiptStoreOptions = {
  readonly store: SharedKeyValueStore;
  /** The saved list: what had been done before there were receipts is found there, once. */
  readonly list: Pick<KeyValueStore, 'all'>;
  /** Go with the receipts. */
  readonly exchanges: Pick<SavedExchanges, 'read' | 'remove' | 'clear'>;
  readonly channel: TabChannel;
  readonly clock: Pick<Clock, 'sleep'>;
  /** When the page was opened, in milliseconds since the epoch: receipts may have been loaded later. */
  readonly since: number;
};

/** Storage that hangs must not hold up an upload, nor the user for ever. */
const COMPARED_WITHIN_MS = 1_000;
const SHOWN_WITHIN_MS = 5_000;
/** Stored beside the receipts once there are any. No upload has this id. */
const BEGUN = 'begun';

export function createReceiptStore(options: ReceiptStoreOptions): ReceiptStore {
  const { store, list, exchanges, channel, clock, since } = options;
  const listeners = new Set<() => void>();
  const cache = createReceiptCache(store, clock);
  const writer = createReceiptWriter({ store, cache, since });
  /** One write after the other. */
  let lastWrite: Promise<unknown> = Promise.resolve();

  channel.onChange(reload);

  return {
    follow(queue) {
      lastWrite = lastWrite.then(begin).catch(() => undefined);
      const record = () => {
        if (writer.record(queue.getStill())) writeSoon();
      };
      queue.subscribe(record);
      record();
    },
    all: () => cache.read(lastWrite, SHOWN_WITHIN_MS),
    async finishedBefore(size) {
      const receipts = await cache.read(lastWrite, COMPARED_WITHIN_MS);
      if (receipts === 'unavailable') return [];
      return receipts.filter(({ firmware }) => firmware.size === size).flatMap(finishedOf);
    },
    async exchangeOf(id) {
      const enough = new AbortController();
      const late = clock.sleep(SHOWN_WITHIN_MS, enough.signal).then(() => undefined);
      try {
        return await Promise.race([exchanges.read(id), late]);
      } finally {
        enough.abort();
      }
    },
    remove(id) {
      writer.forget([id]);
      return change(async () => {
        await store.remove([id]);
        await exchanges.remove([id]);
      });
    },
    clear() {
      writer.forget();
      return change(async () => {
        const ids = (await store.all()).map(([id]) => id);
        await store.remove(ids.filter((id) => id !== BEGUN));
        await exchanges.clear();
      });
    },
    notePackage(id, madePackage) {
      writer.learn(id, { packages: [madePackage] });
      writeSoon();
    },
    noteRemark(id, edit) {
      writer.learn(id, { remarks: [edit] });
      writeSoon();
    },
    noteDigests(id, digests) {
      // A comparison may have found nothing that the receipt lacks.
      if (Object.keys(digests).length > 0) writer.learn(id, { digests });
      writeSoon();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  async function begin(): Promise<void> {
    if ((await store.all()).some(([id]) => id === BEGUN)) return;
    const earlier = (await list.all()).flatMap(([id, value]) => {
      const saved = readSavedUpload(value);
      const upload = saved && restoreUpload(id, saved);
      return upload && isDone(upload) ? [savedReceiptOf(upload)] : [];
    });
    await store.put([[BEGUN, true], ...earlier.map(itemOf)]);
    cache.invalidate();
  }

  function writeSoon(): void {
    lastWrite = lastWrite.then(async () => {
      if (!(await writer.write())) return;
      channel.announce();
      notifyListeners();
    });
  }

  function change(work: () => Promise<void>): Promise<boolean> {
    const done = lastWrite.then(work).then(
      () => true,
      () => false,
    );
    lastWrite = done.then(() => {
      channel.announce();
      reload();
    });
    return done;
  }

  function reload(): void {
    cache.invalidate();
    notifyListeners();
  }

  function notifyListeners(): void {
    for (const listener of listeners) listener();
  }
}
