import { Hidden } from '../ui/Hidden.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './Caption.module.css';
import { usePresenterWords } from './usePresenterWords.ts';
import type { StepWords } from './script/english.ts';

type CaptionProps = { readonly words: StepWords; readonly isDone: boolean };

/** What a step shows, what to do for it, and what is to be seen then. */
export function Caption({ words: { title, act, see }, isDone }: CaptionProps) {
  const words = usePresenterWords();
  return (
    <div className={css['caption']}>
      <h2 className={css['title']} data-testid="presenter-title">
        {title}
      </h2>
      <dl className={css['lines']}>
        <div className={css['line']} data-done={isDone || undefined}>
          <dt>
            {words.act}
            {isDone && (
              <>
                <Icon name="check" />
                <Hidden>{words.done}</Hidden>
              </>
            )}
          </dt>
          <dd>{act}</dd>
        </div>
        <div className={css['line']}>
          <dt>{words.see}</dt>
          <dd>{see}</dd>
        </div>
      </dl>
    </div>
  );
}
