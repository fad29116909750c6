import { useId, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { FILE_SUFFIXES } from '../../contract/file-suffix.ts';
import type { SuffixChoice } from '../../upload/model/upload.ts';
import { useI18n } from '../locales/I18n.tsx';
import { kept } from '../locales/text/kept.ts';
import chip from '../ui/chip.module.css';
import css from './SuffixChips.module.css';

const CHOICES: readonly SuffixChoice[] = ['auto', ...FILE_SUFFIXES];

const STEP_OF_KEY: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

export type SuffixChipsProps = {
  readonly choice: SuffixChoice;
  readonly onChoice: (choice: SuffixChoice) => void;
};

/** A radio group: one tab stop, arrow keys choose. */
export function SuffixChips({ choice, onChoice }: SuffixChipsProps) {
  const { messages } = useI18n();
  const labelId = useId();
  const hintId = useId();
  const group = useRef<HTMLDivElement>(null);

  const choose = (index: number) => {
    const wrapped = (index + CHOICES.length) % CHOICES.length;
    const chosen = CHOICES[wrapped];
    if (chosen === undefined) return;
    onChoice(chosen);
    group.current?.querySelectorAll('button')[wrapped]?.focus();
  };

  const press = (event: KeyboardEvent) => {
    const step = STEP_OF_KEY[event.key];
    if (step === undefined) return;
    event.preventDefault();
    choose(CHOICES.indexOf(choice) + step);
  };

  return (
    <>
      <div
        ref={group}
        className={css['chips']}
        role="radiogroup"
        aria-labelledby={labelId}
        aria-describedby={hintId}
        tabIndex={-1}
        onKeyDown={press}
      >
        <span id={labelId} className={css['label']}>
          {messages.drop.suffix}
        </span>
        {CHOICES.map((each, index) => (
          <button
            key={each}
            type="button"
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a native radio may not carry aria-checked, the outward name of the choice
            role="radio"
            aria-checked={each === choice}
            tabIndex={each === choice ? 0 : -1}
            className={`${chip['chip']} ${css['chip']}`}
            data-testid="suffix-choice"
            translate={each === 'auto' ? undefined : 'no'}
            data-suffix={each}
            onClick={() => choose(index)}
          >
            {each === 'auto' ? messages.drop.auto : each}
          </button>
        ))}
      </div>
      <p id={hintId} className={choice === 'auto' ? css['hint'] : css['chosen']}>
        {choice === 'auto' ? messages.drop.suffixHint : messages.drop.suffixChosen(kept(choice))}
      </p>
    </>
  );
}
