import { useEffect, useRef } from 'react';
import { useWords } from '../locales/I18n.tsx';
import css from './Receipts.module.css';
import { enHistory } from './words.ts';

/** Before the first receipt, and after the last one: then it takes the focus of what has gone. */
export function NoReceipts() {
  const words = useWords('history', enHistory);
  const note = useRef<HTMLParagraphElement>(null);
  useEffect(() => note.current?.focus(), []);
  return (
    <p ref={note} className={css['state']} tabIndex={-1} data-testid="history-empty">
      {words.empty}
    </p>
  );
}
