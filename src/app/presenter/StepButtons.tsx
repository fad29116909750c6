import type { RefObject } from 'react';
import { Button } from '../ui/Button.tsx';
import css from './StepButtons.module.css';
import { usePresenterWords } from './usePresenterWords.ts';
import type { Show, ShowControls } from './useShow.ts';

type StepButtonsProps = Pick<ShowControls, 'goTo'> & {
  readonly show: Show;
  readonly forward: RefObject<HTMLButtonElement | null>;
  readonly onForward: () => void;
  readonly onStartOver: () => void;
};

/** One button leads through the whole show: first it does what the step does, then it goes on. None goes away under the focus. */
export function StepButtons({ show, forward, goTo, onForward, onStartOver }: StepButtonsProps) {
  const words = usePresenterWords();
  const { at, step, isPending, isLast } = show;
  const { press } = words.steps[step.id];
  const isFirst = at === 0;
  return (
    <div className={css['buttons']}>
      <Button
        look="ghost"
        aria-disabled={isFirst}
        data-testid="presenter-back"
        onClick={() => !isFirst && goTo(at - 1)}
      >
        {words.back}
      </Button>
      <Button
        look="ghost"
        aria-disabled={!isPending}
        data-testid="presenter-skip"
        onClick={() => isPending && goTo(at + 1)}
      >
        {words.skip}
      </Button>
      <Button
        ref={forward}
        look="primary"
        className={css['forward']}
        data-testid="presenter-next"
        data-pending={isPending || undefined}
        onClick={isLast ? onStartOver : onForward}
      >
        {isLast ? words.startOver : isPending ? press : words.next}
      </Button>
    </div>
  );
}
