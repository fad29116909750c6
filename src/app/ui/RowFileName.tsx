import css from './RowFileName.module.css';
import { splitName } from './split-name.ts';

/** The longest suffix, and what stands before it: `.3.1.tar.gz`. */
const TAIL_LENGTH = 11;

/**
 * A name in one line. Where there is too little room it loses its middle, and never its ending. Its two parts are boxes, which are heard
 * with a space between them: what they stand in has the name as its label.
 */
export function RowFileName({ name }: { readonly name: string }) {
  const { head, tail } = splitName(name, TAIL_LENGTH);
  return (
    <bdi className={css['name']} title={name} translate="no">
      <span className={css['head']}>{head}</span>
      <span className={css['tail']}>{tail}</span>
    </bdi>
  );
}
