import type { ComponentProps } from 'react';
import css from './Bar.module.css';

/** How far something is; without a value, that it goes on. It has to be given a name. */
export function Bar({ className, ...rest }: ComponentProps<'progress'>) {
  const classes = [css['bar'], className].filter((each) => each !== undefined);
  return <progress className={classes.join(' ')} {...rest} />;
}
