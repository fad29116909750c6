import type { ComponentProps } from 'react';
import css from './Bar.module.css';

type BarProps = Omit<ComponentProps<'progress'>, 'children' | 'value' | 'max'> & {
  readonly value: number;
  readonly max: number;
};

/**
 * How far something is. It has to be given a name. What is seen of it is a layer that is only moved: a browser neither lays out nor
 * paints for that, while a progress element of its own looks is both, ten times a second. Assistive software reads the element.
 */
export function Bar({ className, value, max, ...rest }: BarProps) {
  const classes = [css['bar'], className].filter((each) => each !== undefined);
  const share = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <div className={classes.join(' ')}>
      <progress className={css['spoken']} value={value} max={max} {...rest} />
      <span className={css['fill']} style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
