import { browserClock } from './upload/clock.ts';
import { createDigestClients } from './upload/digest/digest-client.ts';
import type { ListArchive } from './upload/inspect/archive-client.ts';
import { samplesMatch } from './upload/inspect/sample-compare.ts';
import type { ReceiptStore } from './upload/storage/receipts.ts';
import { PartMissing } from './upload/part-missing.ts';
import { createSavedList } from './upload/storage/saved-list.ts';
import type { IsThatFile } from './upload/storage/compare-file.ts';
import { createBrowserStore } from './upload/storage/key-value-store.ts';
import { createTabChannel } from './upload/storage/tab-channel.ts';
import { createFileLocks } from './upload/queue/file-lock.ts';
import { registerTab } from './upload/storage/open-tabs.ts';
import type { Transport } from './upload/transfer/transport.ts';
import type { UploadQueue } from './upload/model/upload.ts';
import { createUploadQueue } from './upload/queue/upload-queue.ts';
import { xhrTransport } from './upload/transfer/xhr-transport.ts';
import { createLate, type Late } from './app/late/late.ts';
import type { UpdateWatch } from './app/new-version/update-watch.ts';
import { findSession } from './find-session.ts';
import type { PageConfig } from './contract/page-config.ts';
import { createServerCalls } from './server-calls.ts';
import { trustWorkerScripts } from './worker-scripts.ts';

/** The other half of the composition root, loaded when a file, or a list of an earlier visit, is to be expected. */

export type Engine = {
  readonly queue: UploadQueue;
  /** What is kept of finished uploads; rejects when it could not be loaded just now. */
  readonly openHistory: () => Promise<ReceiptStore>;
  readonly isThatFile: IsThatFile;
  /** Resolves when the list of an earlier visit is there, or has kept one waiting for long enough. */
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

/** Uploads change many times a second; what could not be loaded is not asked for as often, yet before whoever waits asks again. */
const LOAD_REST_MS = 2_500;
/** Storage may hang. */
const LIST_BACK_MS = 1_500;
/** Nobody waits longer for what an archive holds: the worker's script may never come, and then names have to do. */
const PEEK_MS = 4_000;

export function startEngine({ config, updates, demo, storage }: EngineOptions): Engine {
  const scripts = trustWorkerScripts();
  const createLanes = () =>
    createDigestClients(() => new Worker(scripts.digest, { type: 'module' }));
  // One worker for all archives, with the first of them.
  const peek = createLate(async () => {
    const { createArchiveClient } = await import('./upload/inspect/archive-client.ts');
    return createArchiveClient(() => new Worker(scripts.archive, { type: 'module' }));
  });
  const listArchive: ListArchive = async (file, signal) => (await loaded(peek))(file, signal);

  const queue = createUploadQueue({
    ...createServerCalls(config, updates),
    transport: demo ?? xhrTransport,
    clock: browserClock,
    claims: createFileLocks(navigator.locks),
    // Without a network it cannot be loaded, and then names have to do.
    lookInto: (file) =>
      import('./upload/inspect/contents.ts')
        .then(({ readContents }) =>
          readContents(file, (each) => listArchive(each, AbortSignal.timeout(PEEK_MS))),
        )
        .catch(() => undefined),
    listArchive,
    random: Math.random,
    lanes: createLanes(),
    samplesMatch,
    finishedBefore: async (size) => (await history.get()).finishedBefore(size),
  });

  const list = createBrowserStore(storage);
  const log = createSavedList({
    shelf: list,
    tab: () => registerTab({ locks: navigator.locks, session: findSession() }),
    clock: browserClock,
  });
  const enough = new AbortController();
  const listIsBack = Promise.race([
    log.follow(queue).catch(reportError),
    browserClock.sleep(LIST_BACK_MS, enough.signal).catch(() => undefined),
  ]).finally(() => enough.abort());

  /** Loaded with the first upload, or for who wants to see it; what fails is tried again with a later change. */
  const history = createLate(async () => {
    const { createReceiptStore } = await import('./upload/storage/receipts.ts');
    const opened = createReceiptStore({
      shelf: createBrowserStore(`${storage}-history`),
      list,
      bell: createTabChannel(`${storage}-history`),
      clock: browserClock,
      since: performance.timeOrigin,
    });
    opened.follow(queue);
    return opened;
  }, LOAD_REST_MS);
  queue.subscribe(() => history.load());

  /** Lanes of its own: those of the queue have uploads to prove. */
  const comparison = createLate(async () => {
    const { createFileComparison } = await import('./upload/storage/compare-file.ts');
    return createFileComparison(createLanes());
  });
  return {
    queue,
    listIsBack,
    openHistory: () => history.get(),
    isThatFile: async (...question) => (await loaded(comparison))(...question),
  };
}

async function loaded<Value>(part: Late<Value>): Promise<Value> {
  try {
    return await part.get();
  } catch {
    throw new PartMissing();
  }
}
