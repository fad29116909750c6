import { useCallback, useRef, type ComponentProps } from 'react';
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
  return (
    <div className={classesOf(className)}>
      <progress className={css['spoken']} value={value} max={max} {...rest} />
      <span className={css['fill']} style={{ transform: scale(value / max) }} />
    </div>
  );
}

type MovingBarProps = Omit<BarProps, 'value' | 'max' | 'aria-valuetext'> & {
  readonly parts: ReturnType<typeof useBar>['parts'];
};

/** One whose numbers are written by `useBar`, not drawn. */
export function MovingBar({ className, parts: { spoken, fill }, ...rest }: MovingBarProps) {
  return (
    <div className={classesOf(className)}>
      <progress ref={spoken} className={css['spoken']} {...rest} />
      <span ref={fill} className={css['fill']} />
    </div>
  );
}

/** @returns the parts of a moving bar, how to move what is seen of it, and how to have it read out */
export function useBar() {
  const spoken = useRef<HTMLProgressElement>(null);
  const fill = useRef<HTMLSpanElement>(null);
  const move = useCallback((share: number) => {
    if (fill.current !== null) fill.current.style.transform = scale(share);
  }, []);
  const speak = useCallback((value: number, max: number, text?: string) => {
    if (spoken.current === null) return;
    spoken.current.max = max;
    spoken.current.value = value;
    if (text !== undefined) spoken.current.setAttribute('aria-valuetext', text);
  }, []);
  return { parts: { spoken, fill }, move, speak };
}

/** Of nothing, nothing is done. */
function scale(share: number): string {
  return `scaleX(${share > 0 && share < Infinity ? Math.min(1, share) : 0})`;
}

function classesOf(className: string | undefined): string {
  return [css['bar'], className].filter((each) => each !== undefined).join(' ');
}
