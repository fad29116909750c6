import { createLate, type Late } from './app/late/late.ts';
import type { UpdateWatch } from './app/new-version/update-watch.ts';
import type { PageConfig } from './contract/page-config.ts';
import { createEventLog } from './event-log.ts';
import { findSession } from './find-session.ts';
import { createServerCalls } from './server-calls.ts';
import { browserClock } from './upload/clock.ts';
import { createComputeOnce, createDigestClients } from './upload/digest/digest-client.ts';
import type { ListArchive } from './upload/inspect/archive-client.ts';
import type { LookInto } from './upload/inspect/inspect.ts';
import { samplesMatch } from './upload/inspect/sample-compare.ts';
import type { UploadQueue } from './upload/model/upload.ts';
import { PartMissing } from './upload/part-missing.ts';
import { createFileLocks } from './upload/queue/file-lock.ts';
import { createUploadQueue } from './upload/queue/upload-queue.ts';
import type { IsThatFile } from './upload/storage/compare-file.ts';
import { createBrowserStore } from './upload/storage/key-value-store.ts';
import { registerTab } from './upload/storage/open-tabs.ts';
import type { ReceiptStore } from './upload/storage/receipts.ts';
import { createSavedExchanges } from './upload/storage/saved-exchanges.ts';
import { createSavedList } from './upload/storage/saved-list.ts';
import { createTabChannel } from './upload/storage/tab-channel.ts';
import type { Transport } from './upload/transfer/transport.ts';
import { xhrTransport } from './upload/transfer/xhr-transport.ts';
import { trustWorkerScripts } from './worker-scripts.ts';

/** The other half of the composition root, loaded when a file, or a list of an earlier visit, is to be expected. */

export type Engine = {
  readonly queue: UploadQueue;
  /** What is kept of finished uploads; rejects when it could not be loaded just now. */
  readonly openReceipts: () => Promise<ReceiptStore>;
  readonly isThatFile: IsThatFile;
  /** Resolves when the list of an earlier visit is there, or has been waited for long enough. */
  readonly listIsBack: Promise<unknown>;
};

export type EngineOptions = {
  readonly config: Pick<Late<PageConfig>, 'get'>;
  readonly updates: Pick<UpdateWatch, 'note'>;
  /** Undefined for the real one. */
  readonly demo: Transport | undefined;
  /** Name of what is kept in this browser. */
  readonly storage: string;
};

/** Uploads change many times a second; what could not be loaded is not asked for as often. */
const LOAD_REST_MS = 2_500;
/** Storage may hang. */
const LIST_BACK_MS = 1_500;
/** A file may come soon after the engine. */
const IDLE_WITHIN_MS = 200;
/** The worker's script may never come, and then names have to do. */
const PEEK_MS = 4_000;

export function startEngine({ config, updates, demo, storage }: EngineOptions): Engine {
  const scripts = trustWorkerScripts();
  const startDigestWorker = () => new Worker(scripts.digest, { type: 'module' });
  const listArchive = createArchiveLister(scripts.archive);
  const list = createBrowserStore(storage);

  const digestClients = createDigestClients(startDigestWorker);
  const { relayed, ...calls } = createServerCalls(config, updates);
  const queue = createUploadQueue({
    ...calls,
    transport: demo ?? relayed(xhrTransport),
    clock: browserClock,
    random: Math.random,
    locks: createFileLocks(navigator.locks),
    digestClients,
    computeOnce: createComputeOnce(startDigestWorker),
    lookInto: createLookInto(listArchive),
    listArchive,
    samplesMatch,
    log: createEventLog(),
    finishedBefore: async (size) => (await receipts.get()).finishedBefore(size),
  });

  const savedList = createSavedList({
    store: list,
    tab: () => registerTab({ locks: navigator.locks, session: findSession() }),
    clock: browserClock,
  });

  const exchanges = createSavedExchanges(createBrowserStore(`${storage}-exchanges`));
  exchanges.follow(queue.exchanges);

  /** Loaded before the first upload, or when the user opens them; what fails is tried again with a later change. */
  const receipts = createLate(async () => {
    const { createReceiptStore } = await import('./upload/storage/receipts.ts');
    const opened = createReceiptStore({
      store: createBrowserStore(`${storage}-history`),
      list,
      exchanges,
      channel: createTabChannel(`${storage}-history`),
      clock: browserClock,
      since: performance.timeOrigin,
    });
    opened.follow(queue);
    return opened;
  }, LOAD_REST_MS);
  queue.subscribe(() => receipts.load());
  // The first file waits for both of them.
  whenIdle(() => {
    digestClients.verdict.start();
    receipts.load();
  });

  /** Clients of its own: those of the queue are busy with uploads. */
  const comparison = createLate(async () => {
    const { createFileComparison } = await import('./upload/storage/compare-file.ts');
    return createFileComparison(createDigestClients(startDigestWorker));
  });

  return {
    queue,
    listIsBack: within(LIST_BACK_MS, savedList.follow(queue).catch(reportError)),
    openReceipts: () => receipts.get(),
    isThatFile: async (...question) => (await loaded(comparison))(...question),
  };
}

/** One worker for all archives, started with the first of them. */
function createArchiveLister(script: string): ListArchive {
  const client = createLate(async () => {
    const { createArchiveClient } = await import('./upload/inspect/archive-client.ts');
    return createArchiveClient(() => new Worker(script, { type: 'module' }));
  });
  return async (file, signal) => (await loaded(client))(file, signal);
}

/** Without a network it cannot be loaded, and then names have to do. Begun before the first file, which would wait for it. */
function createLookInto(listArchive: ListArchive): LookInto {
  const reader = createLate(() => import('./upload/inspect/contents.ts'));
  reader.load();
  return async (file) => {
    try {
      const { readContents } = await reader.get();
      return await readContents(file, (each) => listArchive(each, AbortSignal.timeout(PEEK_MS)));
    } catch {
      return undefined;
    }
  };
}

/** Not in the way of what the user does now; Safari cannot tell when that is over. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: IDLE_WITHIN_MS });
  else setTimeout(work, IDLE_WITHIN_MS);
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  await Promise.race([work, browserClock.sleep(ms, enough.signal).catch(() => undefined)]);
  enough.abort();
}

async function loaded<Value>(part: Late<Value>): Promise<Value> {
  try {
    return await part.get();
  } catch {
    throw new PartMissing();
  }
}
