import type { ComponentProps } from 'react';
import css from './Button.module.css';

type ButtonProps = ComponentProps<'button'> & {
  readonly look?: 'plain' | 'primary' | 'ghost' | 'icon';
  /** A press throws something away that took time, or sends what the user wanted to look at: the focus is never moved here by itself. */
  readonly 'data-costly'?: boolean | undefined;
};

export function Button({ look = 'plain', className, ...rest }: ButtonProps) {
  const classes = [css['button'], css[look], className].filter((each) => each !== undefined);
  return <button type="button" className={classes.join(' ')} {...rest} />;
}
