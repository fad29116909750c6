import { useEffect, useId, useRef, useState, type FocusEvent, type KeyboardEvent } from 'react';
import { useI18n } from '../locales/I18n.tsx';
import { SuffixChips, type SuffixChipsProps } from './SuffixChips.tsx';
import css from './SuffixPicker.module.css';

type SuffixPickerProps = SuffixChipsProps & {
  /** Behind a button that says what is chosen. */
  readonly isFolded: boolean;
};

/** The suffix of what is added next. Where there is a list its choices fold behind one button; the choices stay the same elements. */
export function SuffixPicker({ isFolded, ...chips }: SuffixPickerProps) {
  const words = useI18n().messages.drop;
  const { choice } = chips;
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);

  useEffect(() => {
    if (!isOpen) return undefined;
    const close = ({ target }: PointerEvent) => {
      if (!(target instanceof Node && root.current?.contains(target) === true)) setOpen(false);
    };
    document.addEventListener('pointerdown', close);
    return () => document.removeEventListener('pointerdown', close);
  }, [isOpen]);

  const handlers = {
    // What has the focus stays in view when the first file folds the choices.
    onFocus: ({ target }: FocusEvent<HTMLElement>) => {
      if (target !== button.current) setOpen(true);
    },
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) => {
      if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) setOpen(false);
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !isFolded || !isOpen) return;
      event.preventDefault();
      setOpen(false);
      button.current?.focus();
    },
  };
  return (
    <div ref={root} className={css['picker']} data-folded={isFolded} {...handlers}>
      <button
        ref={button}
        type="button"
        hidden={!isFolded}
        className={css['button']}
        aria-expanded={isOpen}
        aria-controls={id}
        data-testid="suffix-picker"
        data-chosen={choice}
        onClick={() => setOpen(!isOpen)}
      >
        <span className={css['label']}>{words.suffix}</span>
        <span className={css['choice']} translate={choice === 'auto' ? undefined : 'no'}>
          {choice === 'auto' ? words.auto : choice}
        </span>
      </button>
      <div id={id} className={css['choices']} hidden={isFolded && !isOpen}>
        <SuffixChips {...chips} />
      </div>
    </div>
  );
}
