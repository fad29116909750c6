import type { QueueHandle } from '../../app/uploads/queue-handle.ts';
import { createLatePart } from '../../app/late/late-part.tsx';
import type { Armer } from '../armer.ts';
import { createRunStore, type RunStore } from './run-store.ts';
import { createServerArmer } from './server-armer.ts';

export type PanelProps = { readonly runs: RunStore; readonly queue: QueueHandle };

const Panel = createLatePart<PanelProps>(
  () => import('./ScenarioPanel.tsx').then(({ ScenarioPanel }) => ScenarioPanel),
  () => null,
);

/**
 * Arms what the page's address names.
 * @param armer without it the server's own cloud is armed
 */
export function startScenarios(
  armer: Armer = createServerArmer(new URL('api/scenarios', document.baseURI).href),
) {
  const runs = createRunStore(armer);
  return {
    isArmed: runs.begin(location.search),
    panel: (queue: QueueHandle) => <Panel runs={runs} queue={queue} />,
  };
}
