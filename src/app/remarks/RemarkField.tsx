import { useEffect, useId, useRef, useState } from 'react';
import {
  REMARK_MAX,
  tidyRemark,
  type Remark,
  type RemarkEdit,
} from '../../upload/model/remarks.ts';
import { useWords } from '../locales/useWords.ts';
import textField from '../ui/field.module.css';
import css from './RemarkFields.module.css';

type RemarkFieldProps = {
  readonly remark: Remark;
  readonly value: string;
  /** Of the file. */
  readonly name: string;
  readonly onEdit: (edit: RemarkEdit) => void;
};

/** What the user types, and what stood there when they began: another tab may write meanwhile. */
type Typed = { readonly text: string; readonly from: string };

/** What is written when the page goes away comes too late to be kept: a pause in typing is saved as well. */
const PAUSE_MS = 1_000;

/** Saved when the field is left, on Enter in a label, after a pause, and when the page is hidden or the field goes. */
export function RemarkField({ remark, value, name, onEdit }: RemarkFieldProps) {
  const words = useWords('remarks');
  const id = useId();
  const [typed, setTyped] = useState<Typed>();
  const save = (next: 'left' | 'typing' = 'left') => {
    if (typed === undefined) return;
    const to = tidyRemark(remark, typed.text);
    // Tidied only when it is left: whoever pauses at a blank goes on behind it.
    setTyped(next === 'left' ? undefined : { text: typed.text, from: to });
    if (to !== typed.from) onEdit({ remark, from: typed.from, to });
  };
  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  useEffect(() => {
    if (typed === undefined || tidyRemark(remark, typed.text) === typed.from) return undefined;
    const timer = setTimeout(() => latest.current('typing'), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [remark, typed]);
  useEffect(() => {
    const whenHidden = () => document.hidden && latest.current();
    document.addEventListener('visibilitychange', whenHidden);
    return () => {
      document.removeEventListener('visibilitychange', whenHidden);
      latest.current();
    };
  }, []);

  const field = {
    id,
    className: textField['field'],
    value: typed?.text ?? value,
    maxLength: Math.max(REMARK_MAX[remark], value.length),
    placeholder: words.hint[remark],
    'aria-label': words.nameOf[remark](name),
    'data-testid': `remark-${remark}`,
    autoComplete: 'off',
    onBlur: () => save(),
  };
  const type = (text: string) => setTyped({ text, from: typed?.from ?? value });
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{words.name[remark]}</label>
      {remark === 'label' ? (
        <input
          {...field}
          type="text"
          onChange={({ currentTarget }) => type(currentTarget.value)}
          onKeyDown={({ key }) => key === 'Enter' && save()}
        />
      ) : (
        <textarea {...field} rows={2} onChange={({ currentTarget }) => type(currentTarget.value)} />
      )}
    </div>
  );
}
