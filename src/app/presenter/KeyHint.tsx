import { kept } from '../locales/text/kept.ts';
import { START_OVER_KEY } from './presenter-keys.ts';
import css from './Tools.module.css';
import { usePresenterWords } from './usePresenterWords.ts';

/** The keys, in sight: a presenter has no time to look for them. */
export function KeyHint() {
  const { keys, nextKey, backKey } = usePresenterWords();
  return <p className={css['hint']}>{keys(kept(nextKey), kept(backKey), kept(START_OVER_KEY))}</p>;
}
