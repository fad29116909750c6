import { goTo } from '../route/useRoute.ts';
import type { PresenterProps } from './presenter-props.ts';
import type { Act } from './script/script.ts';
import { showAdded } from './show-added.ts';
import type { DemoControls } from './script/demo-controls.ts';

/** Does what a step says. */
export function perform(
  act: Act,
  controls: DemoControls,
  { queue, add }: Pick<PresenterProps, 'queue' | 'add'>,
): void {
  switch (act.kind) {
    case 'drop':
      controls.chooseLine(act.line);
      if (act.mishap !== undefined) controls.arm(act.mishap);
      showAdded(queue);
      add([controls.sample(act.sample, act.which)]);
      return;
    case 'show-receipts':
      return goTo({ page: 'receipts' });
    case 'show-uploads':
      return goTo({ page: 'uploads' });
  }
}
