import { useId } from 'react';
import { SIGN_METHODS, type FieldReason, type SignMethod } from '../../contract/ota-firmware.ts';
import type { Digests } from '../../upload/model/upload.ts';
import type { LateWords } from '../locales/catalog.ts';
import { useWords } from '../locales/useWords.ts';
import select from '../ui/select.module.css';
import textField from '../ui/field.module.css';
import type { Draft, TextField as FieldName } from './draft.ts';
import css from './CreatePackage.module.css';

/** The API's reason, or the platform's own that another package has the name. */
export type FieldWrong = FieldReason | 'taken';

type TextFieldProps = {
  readonly field: FieldName;
  readonly value: string;
  readonly isOptional: boolean;
  readonly maxLength: number;
  readonly wrong: FieldWrong | undefined;
  /** It stands here because the last package had it. */
  readonly isFromLast: boolean;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
};

export function TextField(props: TextFieldProps) {
  const { field, value, isOptional, maxLength, wrong, isFromLast, onChange, onLeave } = props;
  const words = useWords('createPackage');
  const id = useId();
  const fault = wrong && faultSentence(words, field, wrong);
  return (
    <div className={css['field']} data-field={field}>
      <label htmlFor={id}>
        {words.field[field]}
        {isOptional && <span className={css['optional']}>{words.optional}</span>}
      </label>
      <input
        id={id}
        name={field}
        className={textField['field']}
        type="text"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={field === 'firmwareDesc'}
        // What is too long is said, not cut off, up to a limit that only a mistake reaches.
        maxLength={maxLength * 4}
        required={!isOptional}
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? `${id}-hint` : `${id}-fault ${id}-hint`}
        data-testid={`field-${field}`}
        onChange={(event) => onChange(event.target.value)}
        onBlur={onLeave}
      />
      {fault !== undefined && (
        <p id={`${id}-fault`} className={css['fault']} data-testid={`fault-${field}`}>
          {fault}
        </p>
      )}
      <p id={`${id}-hint`} className={css['hint']}>
        {isFromLast ? words.fromLast : words.hint[field]}
      </p>
    </div>
  );
}

export function faultSentence(
  words: LateWords['createPackage'],
  field: FieldName,
  wrong: FieldWrong,
): string {
  const { fault } = words;
  switch (wrong) {
    case 'missing':
    case 'too-long':
    case 'start':
    case 'taken':
      return fault[wrong];
    case 'characters':
      // A description may hold any.
      return field === 'firmwareDesc' ? fault.other : fault.characters[field];
    case 'same-version':
      return fault.sameVersion;
    case 'choice':
    case 'address':
    case 'digest':
    case 'size':
    case 'differential-only':
    case 'not-here':
    case 'type':
      return fault.other;
  }
}

type SignMethodFieldProps = {
  readonly value: SignMethod;
  readonly digests: Digests;
  readonly onChange: (value: SignMethod) => void;
};

export function SignMethodField({ value, digests, onChange }: SignMethodFieldProps) {
  const words = useWords('createPackage');
  const id = useId();
  // The platform computes an MD5 by itself, nothing else.
  const offered = SIGN_METHODS.filter(
    (method) => method === 'MD5' || digests.sha256.status === 'known',
  );
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{words.field.signMethod}</label>
      <span className={`${select['box']} ${css['choice']}`}>
        <select
          id={id}
          className={textField['field']}
          value={value}
          aria-describedby={`${id}-hint`}
          data-testid="field-signMethod"
          onChange={(event) => {
            const chosen = offered.find((method) => method === event.target.value);
            if (chosen !== undefined) onChange(chosen);
          }}
        >
          {offered.map((method) => (
            <option key={method}>{method}</option>
          ))}
        </select>
      </span>
      <p id={`${id}-hint`} className={css['hint']}>
        {words.hint.signMethod}
      </p>
    </div>
  );
}

const KINDS = ['full', 'differential'] as const;

type KindFieldProps = {
  readonly value: Draft['kind'];
  readonly onChange: (kind: Draft['kind']) => void;
};

export function KindField({ value, onChange }: KindFieldProps) {
  const words = useWords('createPackage');
  const name = useId();
  return (
    <fieldset className={css['choices']}>
      <legend>{words.field.type}</legend>
      {KINDS.map((kind) => (
        <label key={kind}>
          <input
            type="radio"
            name={name}
            checked={value === kind}
            data-testid={`kind-${kind}`}
            onChange={() => onChange(kind)}
          />
          {words.kind[kind]}
        </label>
      ))}
    </fieldset>
  );
}
