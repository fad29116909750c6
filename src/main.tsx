import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { initialSpeech } from './app/i18n/speech.ts';
import { pageConfigQuery } from './app/page-config-query.ts';
import { createUpdateWatch } from './app/update-watch.ts';
import type { PageConfig } from './contract/page-config.ts';
import { aborted } from './upload/aborted.ts';
import type { ListArchive } from './upload/archive-peek.ts';
import archiveWorkerUrl from './upload/archive-worker/main.ts?worker&url';
import { browserClock } from './upload/clock.ts';
import { createConfirmationClient, type Confirm } from './upload/confirmation-client.ts';
import { createDigestLane, LANES } from './upload/digest-lane.ts';
import digestWorkerUrl from './upload/digest-worker/main.ts?worker&url';
import { createProbes } from './upload/probes.ts';
import type { ReceiptHistory } from './upload/receipt-history.ts';
import { createReceiptLog } from './upload/receipt-log.ts';
import type { IsThatFile } from './upload/same-file.ts';
import { createBrowserShelf } from './upload/shelf.ts';
import { createTabBell } from './upload/tab-bell.ts';
import { createTabClaims } from './upload/tab-claims.ts';
import { beginTabLife } from './upload/tab-life.ts';
import { createTicketClient, type RequestTicket } from './upload/ticket-client.ts';
import type { Transport } from './upload/transport.ts';
import { createUploadQueue } from './upload/upload-queue.ts';
import { xhrTransport } from './upload/xhr-transport.ts';

/** The browser's composition root: everything real is chosen here, and nowhere else. */

/** The youngest of what the page uses: without it a browser would fail later, for a reason that is not the real one. */
const isRecentBrowser =
  'any' in AbortSignal &&
  'timeout' in AbortSignal &&
  'canParse' in URL &&
  'toSorted' in Array.prototype;
// The words of the document stay.
if (!isRecentBrowser) throw new Error('This browser is too old for this page.');

/** Uploads change many times a second; what could not be loaded is not asked for as often. */
const LOAD_AGAIN_MS = 3_000;

const isDemo = import.meta.env.MODE === 'demo';
const client = new QueryClient({
  defaultOptions: { queries: { networkMode: 'always' }, mutations: { networkMode: 'always' } },
});

const updates = createUpdateWatch();

const requestTicket: RequestTicket = async (fileSuffix, signal) => {
  const config = await readConfig(signal);
  if (config === undefined) return { kind: 'failed', failure: { kind: 'ticket-unreachable' } };
  const ask = createTicketClient({
    endpoint: absolute(config.ticketEndpoint),
    storeHosts: config.storeHosts,
    onBuild: (build) => updates.note(config.build, build),
  });
  // A ticket is worth a gigabyte of somebody's storage and a minute: asked for once, never kept.
  return client
    .getMutationCache()
    .build(client, {
      mutationKey: ['ticket'],
      mutationFn: () => ask(fileSuffix, signal),
      retry: 0,
      gcTime: 0,
    })
    .execute(undefined);
};

const confirm: Confirm = async (request, signal) => {
  const endpoint = (await readConfig(signal))?.confirmationEndpoint;
  const ask = createConfirmationClient(endpoint && absolute(endpoint));
  return client
    .getMutationCache()
    .build(client, {
      mutationKey: ['confirmation'],
      mutationFn: () => ask(request, signal),
      retry: 0,
      gcTime: 0,
    })
    .execute(undefined);
};

const probes = createProbes(async (signal) =>
  absolute((await readConfig(signal))?.healthEndpoint ?? 'config.json'),
);

/** Looking into an archive ends by itself. */
const NEVER = new AbortController().signal;

const root = findRoot();

if (isDemo) {
  import('./mocks/browser.ts')
    .then(({ startDemo }) => startDemo())
    .then(renderWith, () => {
      // No service worker: plain http under a name, or a browser that forbids them.
      root.textContent =
        'The demo needs a service worker, which this browser allows on https or on this computer only. 演示需要 Service Worker，浏览器仅在 https 或本机地址上允许使用。';
    });
} else {
  // Where cookies are blocked even asking is an error, and then there is nothing to dismiss.
  dismissDemoWorkers().catch(() => undefined);
  renderWith(xhrTransport);
}

function renderWith(transport: Transport): void {
  const scripts = workerScripts();
  const createLanes = () =>
    LANES.map((kinds) =>
      createDigestLane(kinds, () => new Worker(scripts.digest, { type: 'module' })),
    );
  // One worker for all archives, with the first of them.
  let peek: Promise<ListArchive> | undefined;
  const listArchive: ListArchive = async (file, signal) => {
    peek ??= import('./upload/archive-peek.ts').then(({ createArchivePeek }) =>
      createArchivePeek(() => new Worker(scripts.archive, { type: 'module' })),
    );
    // Not kept when it could not be loaded.
    const list = await peek.catch((error: unknown) => {
      peek = undefined;
      throw error;
    });
    return list(file, signal);
  };
  const queue = createUploadQueue({
    requestTicket,
    transport,
    confirm,
    probes,
    clock: browserClock,
    claims: createTabClaims(navigator.locks),
    // Without a network it cannot be loaded, and then names have to do.
    lookInto: (file) =>
      import('./upload/contents/contents.ts')
        .then(({ readContents }) => readContents(file, (each) => listArchive(each, NEVER)))
        .catch(() => undefined),
    listArchive,
    random: Math.random,
    lanes: createLanes(),
  });
  // A demo's uploads are nobody's receipts.
  const storage = isDemo ? 'ota-drop-demo' : 'ota-drop';
  const list = createBrowserShelf(storage);
  /** Loaded with the first upload, or for who wants to see it; what fails is tried again with a later change. */
  let history: Promise<ReceiptHistory> | undefined;
  const openHistory = () => {
    history ??= import('./upload/receipt-history.ts').then(({ createReceiptHistory }) => {
      const opened = createReceiptHistory({
        shelf: createBrowserShelf(`${storage}-history`),
        list,
        bell: createTabBell(`${storage}-history`),
        clock: browserClock,
        since: performance.timeOrigin,
      });
      opened.follow(queue);
      return opened;
    });
    history.catch(() => setTimeout(() => (history = undefined), LOAD_AGAIN_MS));
    return history;
  };
  queue.subscribe(() => void openHistory().catch(() => undefined));
  /** Lanes of its own: those of the queue have uploads to prove. */
  let comparison: Promise<IsThatFile> | undefined;
  const isThatFile: IsThatFile = async (...question) => {
    comparison ??= import('./upload/same-file.ts').then(({ createFileComparison }) =>
      createFileComparison(createLanes()),
    );
    return (await comparison)(...question);
  };
  const log = createReceiptLog({
    shelf: list,
    tab: () => beginTabLife({ locks: navigator.locks, session: findSession() }),
    clock: browserClock,
  });
  log.follow(queue).catch(reportError);
  initialSpeech().then((speech) => {
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={client}>
          <App
            queue={queue}
            openHistory={openHistory}
            isThatFile={isThatFile}
            updates={updates}
            speech={speech}
          />
        </QueryClientProvider>
      </StrictMode>,
    );
  }, reportError);
}

/** Undefined as long as the settings cannot be read; asked for again the next time. */
function readConfig(signal: AbortSignal): Promise<PageConfig | undefined> {
  return Promise.race([
    client.ensureQueryData(pageConfigQuery).catch(() => undefined),
    aborted(signal),
  ]);
}

function absolute(url: string): string {
  return new URL(url, document.baseURI).href;
}

/** Even to ask for it is an error where storage is forbidden. */
function findSession(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

function findRoot(): HTMLElement {
  const found = document.getElementById('root');
  if (found === null) throw new Error('index.html has no #root');
  return found;
}

/** Only these two addresses become scripts: the page's policy (`trusted-types app`) leaves no other way in. */
function workerScripts(): { readonly digest: string; readonly archive: string } {
  const policy = window.trustedTypes?.createPolicy('app', {
    createScriptURL(url) {
      if (url === digestWorkerUrl || url === archiveWorkerUrl) return url;
      throw new TypeError(`${url} is no worker of this page`);
    },
  });
  const trusted = (url: string) => policy?.createScriptURL(url) ?? url;
  return { digest: trusted(digestWorkerUrl), archive: trusted(archiveWorkerUrl) };
}

/** A demo that was once served from this very address may have left its worker behind. */
async function dismissDemoWorkers(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const here = new URL('./', document.baseURI).href;
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    if (registration.scope === here) await registration.unregister();
  }
}
