import type { UploadState } from '../../upload/upload-state.ts';
import { useI18n } from '../i18n/I18n.tsx';
import { Hidden } from '../ui/Hidden.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './Steps.module.css';

const STEPS = ['checked', 'ticket', 'send', 'verify'] as const;

export type Running = Extract<UploadState, { status: 'ticketing' | 'sending' | 'confirming' }>;

const CURRENT: Readonly<Record<Running['status'], number>> = {
  ticketing: STEPS.indexOf('ticket'),
  sending: STEPS.indexOf('send'),
  confirming: STEPS.indexOf('verify'),
};

export function Steps({ state }: { readonly state: Running }) {
  const {
    messages: { steps: words },
  } = useI18n();
  const current = CURRENT[state.status];
  return (
    <ol className={css['steps']} aria-label={words.label}>
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={index < current ? css['done'] : undefined}
          aria-current={index === current ? 'step' : undefined}
        >
          <Icon name={index < current ? 'check' : 'ring'} size={14} />
          {words[step]}
          {index < current && <Hidden> {words.done}</Hidden>}
        </li>
      ))}
    </ol>
  );
}
