import { useEffect, useRef } from 'react';
import { useWords } from '../locales/useWords.ts';
import css from './Receipts.module.css';

/** Before the first receipt, and after the last one: then it takes the focus of what has gone. */
export function NoReceipts() {
  const words = useWords('history');
  const note = useRef<HTMLParagraphElement>(null);
  useEffect(() => note.current?.focus(), []);
  return (
    <p ref={note} className={css['state']} tabIndex={-1} data-testid="history-empty">
      {words.empty}
    </p>
  );
}
