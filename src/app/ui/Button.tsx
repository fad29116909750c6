import type { ComponentProps } from 'react';
import css from './Button.module.css';

type ButtonProps = ComponentProps<'button'> & {
  readonly look?: 'plain' | 'primary' | 'ghost' | 'icon';
};

export function Button({ look = 'plain', ...rest }: ButtonProps) {
  return <button type="button" className={`${css['button']} ${css[look]}`} {...rest} />;
}
