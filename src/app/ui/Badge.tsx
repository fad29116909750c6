import type { ComponentProps } from 'react';
import css from './Badge.module.css';
import tones from './tones.module.css';

type BadgeProps = ComponentProps<'span'> & {
  readonly tone: 'ok' | 'bad' | 'warn' | 'run' | 'quiet' | 'plain';
};

export function Badge({ tone, ...rest }: BadgeProps) {
  return (
    <span
      className={`${css['badge']} ${tone === 'plain' ? css['plain'] : tones[tone]}`}
      {...rest}
    />
  );
}
