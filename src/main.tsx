import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createWorkerWatch } from './app/foreign-worker/worker-watch.ts';
import { loadInitialLocale } from './app/locales/locale.ts';
import { createLate } from './app/late/late.ts';
import { createPageConfig } from './app/page/page-config.ts';
import type { DemoParts } from './app/SimulatedNote.tsx';
import { createUpdateWatch } from './app/new-version/update-watch.ts';
import { createQueueHandle, type QueueHandle } from './app/uploads/queue-handle.ts';
import { findSession } from './find-session.ts';
import type { Transport } from './upload/transfer/transport.ts';

/** The browser's composition root, first half: what is seen at once. The engine (engine.ts) follows. */

/** The youngest of what the page uses: without it a browser would fail later, for a reason that is not the real one. */
const isRecentBrowser =
  'any' in AbortSignal &&
  'timeout' in AbortSignal &&
  'canParse' in URL &&
  'toSorted' in Array.prototype;
// The words of the document stay.
if (!isRecentBrowser) throw new Error('This browser is too old for this page.');

/** What may go wrong on purpose: in the demo, and in the build for testers. */
type Scenarios = {
  /** Until then no file is sent. */
  readonly isArmed: Promise<void>;
  readonly panel: (queue: QueueHandle) => ReactNode;
};

const isDemo = import.meta.env.MODE === 'demo';
const hasScenarios = import.meta.env.MODE === 'scenarios';
// A demo's uploads, and a tester's, leave no receipts among the real ones.
const storage = isDemo ? 'ota-drop-demo' : hasScenarios ? 'ota-drop-scenarios' : 'ota-drop';
const root = findRoot();
const workers = createWorkerWatch({
  // The demo lives by its own.
  container: isDemo ? undefined : navigator.serviceWorker,
  session: findSession(),
  pageUrl: location.href,
  reload: () => location.reload(),
});

if (isDemo) {
  void renderDemo().catch(reportError);
} else {
  // What is only left behind is not waited for; a worker that controls the page would stand in the way of its uploads.
  const left = workers.leave();
  const isFree = workers.getSnapshot() === undefined;
  renderReal(isFree ? undefined : left).catch(reportError);
}

async function renderDemo(): Promise<void> {
  const [
    { startDemo },
    { createPresenter },
    { startScenarios },
    { createReplays },
    { createReplay },
  ] = await Promise.all([
    import('./mocks/browser.ts'),
    import('./app/presenter/Presenter.tsx'),
    import('./scenarios/page/start.tsx'),
    import('./app/replay/Replays.tsx'),
    import('./replay/replay.ts'),
  ]);
  const demo = await startDemo(root);
  if (demo === undefined) return;
  const replays = createReplays((recording, pace) =>
    createReplay(recording, { pace, startsAt: performance.now() }),
  );
  const scenarios = startScenarios(demo.armer);
  renderPage(demo.transport, scenarios, { presenter: createPresenter(demo.controls), replays });
}

async function renderReal(left?: ReturnType<typeof workers.leave>): Promise<void> {
  if ((await left) === 'reloading') return undefined;
  if (!hasScenarios) return renderPage();
  const { startScenarios } = await import('./scenarios/page/start.tsx');
  renderPage(undefined, startScenarios());
}

function renderPage(demo?: Transport, scenarios?: Scenarios, parts?: DemoParts): void {
  const updates = createUpdateWatch();
  const config = createPageConfig();
  const engine = createLate(async () => {
    const { startEngine } = await import('./engine.ts');
    await scenarios?.isArmed;
    const started = startEngine({ config, updates, demo, storage });
    // A file that an interrupted upload has lost takes that upload's place, so that has to be there first.
    await started.listIsBack;
    return started;
  });
  const queue = createQueueHandle(engine);
  // A list to bring back needs no sign of a user.
  void mayHaveList().then((may) => may && engine.load());
  loadInitialLocale().then((locale) => {
    createRoot(root).render(
      <StrictMode>
        <App
          queue={queue}
          config={config}
          engine={engine}
          openReceipts={async () => (await engine.get()).openReceipts()}
          isThatFile={async (...question) => (await engine.get()).isThatFile(...question)}
          updates={updates}
          workers={workers}
          demo={parts}
          locale={locale}
        >
          {scenarios?.panel(queue)}
        </App>
      </StrictMode>,
    );
  }, reportError);
}

/** Whether an earlier visit has left something here; a browser that cannot be asked may have. */
async function mayHaveList(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === storage);
  } catch {
    return true;
  }
}

function findRoot(): HTMLElement {
  const found = document.getElementById('root');
  if (found === null) throw new Error('index.html has no #root');
  return found;
}
