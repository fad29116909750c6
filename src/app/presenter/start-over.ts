import { goTo } from '../route/useRoute.ts';
import { keepNoScenario } from './address.ts';
import type { PresenterProps } from './presenter-props.ts';
import type { DemoControls } from './script/demo-controls.ts';

/** The beginning of a show: no uploads, no receipts, no faults, the first line. @returns false where receipts could not be removed */
export async function startOver(
  controls: DemoControls,
  { queue, openReceipts }: Pick<PresenterProps, 'queue' | 'openReceipts'>,
): Promise<boolean> {
  const list = queue.current();
  list?.cancelAll();
  for (const { id } of queue.getStill()) list?.remove(id);
  list?.resume();
  controls.reset();
  keepNoScenario();
  goTo({ page: 'uploads' });
  try {
    return await (await openReceipts()).clear();
  } catch {
    return false;
  }
}
