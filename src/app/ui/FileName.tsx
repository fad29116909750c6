import type { ClipboardEvent } from 'react';
import { splitName } from './split-name.ts';
import css from './FileName.module.css';

/** Longer than this, a name is cut in its middle. */
const LONG = 72;

/**
 * A legible name, isolated so that its own direction does not turn the line around. It runs over several lines where there is
 * too little room, and a very long one loses its middle. Both parts are of one line of text: so a triple click selects all of it.
 */
export function FileName({ name }: { readonly name: string }) {
  const { head, tail } = splitName(name);
  const isLong = Array.from(name).length > LONG;
  return (
    <bdi
      className={`${css['name']} ${isLong ? css['long'] : ''}`}
      title={name}
      translate="no"
      onCopy={(event) => copyWithoutLineEnd(event, name)}
    >
      <span className={css['head']}>{head}</span>
      <span className={css['tail']}>{tail}</span>
    </bdi>
  );
}

/** A triple click also selects the line's end, which is no part of the name. */
function copyWithoutLineEnd(event: ClipboardEvent, name: string): void {
  const selected = String(getSelection());
  if (selected === name || selected.replace(/[\r\n]+$/, '') !== name) return;
  event.clipboardData.setData('text/plain', name);
  event.preventDefault();
}
