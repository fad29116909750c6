import { useEffect, useId, useRef } from 'react';
import { useWords } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import css from './History.module.css';
import { enHistory } from './words.ts';

type ClearQuestionProps = {
  /** How many, in words. */
  readonly receipts: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
};

/** Asked in the page; the harmless answer has the focus, and Escape gives it. */
export function ClearQuestion({ receipts, onYes, onNo }: ClearQuestionProps) {
  const words = useWords('history', enHistory);
  const no = useRef<HTMLButtonElement>(null);
  const question = useId();

  useEffect(() => no.current?.focus(), []);

  useEffect(() => {
    const refuse = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      // The dialog around it stays open.
      event.preventDefault();
      onNo();
    };
    document.addEventListener('keydown', refuse);
    return () => document.removeEventListener('keydown', refuse);
  }, [onNo]);

  return (
    <fieldset className={css['question']} aria-labelledby={question}>
      <p id={question} className={css['words']}>
        {words.clearQuestion(receipts)}
      </p>
      <Button ref={no} data-testid="history-clear-no" onClick={onNo}>
        {words.clearNo}
      </Button>
      <Button data-costly data-testid="history-clear-yes" onClick={onYes}>
        {words.clearYes}
      </Button>
    </fieldset>
  );
}
