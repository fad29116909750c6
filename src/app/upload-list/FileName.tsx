import { legibleText, splitName } from '../file-name.ts';
import css from './FileName.module.css';

/** Longer than this, a name is cut in its middle even where it may run over several lines. */
const LONG = 72;

/**
 * The name is a stranger's text: shown as text, isolated so that it cannot turn the line around, with a sign for each
 * invisible character. Where there is too little room its middle goes.
 */
export function FileName({ name }: { readonly name: string }) {
  const legible = legibleText(name);
  const { head, tail } = splitName(legible);
  const isLong = Array.from(legible).length > LONG;
  return (
    <bdi className={`${css['name']} ${isLong ? css['long'] : ''}`} title={legible} translate="no">
      <span className={css['head']}>{head}</span>
      <span className={css['tail']}>{tail}</span>
    </bdi>
  );
}
