import type { StateOf } from '../../../upload/model/upload-state.ts';
import { useWords } from '../../locales/useWords.ts';
import { Hidden } from '../../ui/Hidden.tsx';
import { Icon } from '../../ui/Icon.tsx';
import type { Running } from '../../uploads/running.ts';
import css from './Steps.module.css';

const STEPS = ['checked', 'ticket', 'send', 'verify'] as const;

/** Before the first attempt its file is checked. */
export type Stepping = Running | StateOf<'inspecting'>;

function currentStep(state: Stepping): (typeof STEPS)[number] {
  switch (state.status) {
    case 'inspecting':
      return 'checked';
    case 'queued':
    case 'waiting':
    case 'ticketing':
      return 'ticket';
    case 'sending':
      return 'send';
    case 'confirming':
      // Sent is not stored: the step is only over when the store has said so.
      return state.awaiting === 'proof' ? 'verify' : 'send';
  }
}

export function Steps({ state }: { readonly state: Stepping }) {
  const words = useWords('list').steps;
  const current = STEPS.indexOf(currentStep(state));
  return (
    <ol className={css['steps']} aria-label={words.label}>
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={index < current ? css['done'] : undefined}
          aria-current={index === current ? 'step' : undefined}
        >
          <Icon name={index < current ? 'check' : 'ring'} size={14} />
          <span>{words[step]}</span>
          {index < current && <Hidden> {words.done}</Hidden>}
        </li>
      ))}
    </ol>
  );
}
