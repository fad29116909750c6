import { useEffect, useId, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { Button } from './Button.tsx';
import css from './Question.module.css';

type QuestionProps = {
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  /** The answers are `<testId>-yes` and `<testId>-no`. */
  readonly testId: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
};

/** Before something is thrown away. Asked in the page; the harmless answer has the focus, and Escape gives it. */
export function Question({ question, yes, no, testId, onYes, onNo }: QuestionProps) {
  const harmless = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => harmless.current?.focus(), []);

  const refuse = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    // A dialog around it stays open.
    event.preventDefault();
    onNo();
  };

  return (
    <fieldset className={css['question']} aria-labelledby={id}>
      <p id={id} className={css['words']}>
        {question}
      </p>
      <Button ref={harmless} data-testid={`${testId}-no`} onClick={onNo} onKeyDown={refuse}>
        {no}
      </Button>
      <Button data-costly data-testid={`${testId}-yes`} onClick={onYes} onKeyDown={refuse}>
        {yes}
      </Button>
    </fieldset>
  );
}
