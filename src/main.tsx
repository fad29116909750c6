import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createWorkerWatch } from './app/foreign-worker/worker-watch.ts';
import { loadInitialLocale } from './app/locales/locale.ts';
import { createLate } from './app/late/late.ts';
import { createPageConfig } from './app/page/page-config.ts';
import type { ReplaysPart } from './app/replay/replay-props.ts';
import { createUpdateWatch } from './app/new-version/update-watch.ts';
import { createQueueHandle } from './app/uploads/queue-handle.ts';
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

const isDemo = import.meta.env.MODE === 'demo';
// A demo's uploads leave no receipts among the real ones.
const storage = isDemo ? 'ota-drop-demo' : 'ota-drop';
const root = findRoot();
const workers = createWorkerWatch({
  // The demo lives by its own.
  container: isDemo ? undefined : navigator.serviceWorker,
  session: findSession(),
  pageUrl: location.href,
  reload: () => location.reload(),
});

if (isDemo) {
  openDemo().catch(reportError);
} else {
  // What is only left behind is not waited for; a worker that controls the page would stand in the way of its uploads.
  const left = workers.leave();
  if (workers.getSnapshot() === undefined) renderPage(undefined);
  else void left.then((ended) => ended !== 'reloading' && renderPage(undefined));
}

async function openDemo(): Promise<void> {
  const [{ startDemo }, { createReplays }, { createReplay }] = await Promise.all([
    import('./mocks/browser.ts'),
    import('./app/replay/Replays.tsx'),
    import('./replay/replay.ts'),
  ]);
  const demo = await startDemo(root);
  if (demo === undefined) return;
  const replays = createReplays((recording, pace) =>
    createReplay(recording, { pace, startsAt: performance.now() }),
  );
  renderPage(demo, replays);
}

function renderPage(demo: Transport | undefined, replays?: ReplaysPart): void {
  const updates = createUpdateWatch();
  const config = createPageConfig();
  const engine = createLate(async () => {
    const { startEngine } = await import('./engine.ts');
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
          openHistory={async () => (await engine.get()).openHistory()}
          isThatFile={async (...question) => (await engine.get()).isThatFile(...question)}
          updates={updates}
          workers={workers}
          replays={replays}
          locale={locale}
        />
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
