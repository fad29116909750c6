import { Hidden } from '../ui/Hidden.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './Caption.module.css';
import { usePresenterWords } from './usePresenterWords.ts';
import type { StepWords } from './script/english.ts';

type CaptionProps = {
  readonly words: StepWords;
  readonly isDone: boolean;
  /** Address of the page with a scenario. */
  readonly link: string | undefined;
};

/** What a step shows, what to do for it, and what is to be seen then. */
export function Caption({ words: { title, act, see }, isDone, link }: CaptionProps) {
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
          <dd>
            {act}
            {link !== undefined && (
              <a className={css['link']} href={link} data-testid="presenter-scenario">
                {words.tryScenario}
              </a>
            )}
          </dd>
        </div>
        <div className={css['line']}>
          <dt>{words.see}</dt>
          <dd>{see}</dd>
        </div>
      </dl>
    </div>
  );
}
