import { useId, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import textField from '../ui/field.module.css';
import type { SessionStore, SignInFault } from './session.ts';
import { SIGN_IN_NAME_ID } from './sign-in-name-id.ts';
import css from './SignInForm.module.css';

type SignInFormProps = {
  readonly by: 'token' | 'password';
  readonly session: SessionStore;
  readonly onSignedIn: () => void;
};

/** Name and token, or name and password. Neither is kept by the page. */
export function SignInForm({ by, session, onSignedIn }: SignInFormProps) {
  const words = useWords('signIn');
  const [fault, setFault] = useState<SignInFault | undefined>(undefined);
  const [isAsking, setIsAsking] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const secret = useRef<HTMLInputElement>(null);
  const id = useId();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isAsking) return;
    setIsAsking(true);
    const typed = [name.current?.value ?? '', secret.current?.value ?? ''] as const;
    const found = await session.signIn(...typed);
    setIsAsking(false);
    setFault(found);
    if (found === undefined) return onSignedIn();
    secret.current?.focus();
    secret.current?.select();
  };

  return (
    <form
      className={css['form']}
      aria-labelledby={`${id}-title`}
      data-testid="sign-in-form"
      onSubmit={(event) => void submit(event)}
    >
      <h2 id={`${id}-title`} className={css['title']}>
        {words.title}
      </h2>
      <p className={css['why']}>{words.why}</p>
      <div className={css['field']}>
        <label htmlFor={SIGN_IN_NAME_ID}>{words.name[by]}</label>
        <input
          ref={name}
          id={SIGN_IN_NAME_ID}
          className={textField['field']}
          autoComplete="username"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={64}
          required
          data-testid="sign-in-name"
        />
      </div>
      <div className={css['field']}>
        <label htmlFor={`${id}-secret`}>{words.secret[by]}</label>
        <input
          ref={secret}
          id={`${id}-secret`}
          className={textField['field']}
          type="password"
          autoComplete="current-password"
          required
          aria-invalid={fault === 'wrong'}
          aria-describedby={fault === undefined ? undefined : `${id}-fault`}
          data-testid="sign-in-secret"
        />
      </div>
      <Button type="submit" look="primary" aria-disabled={isAsking} data-testid="sign-in-submit">
        {words.signIn}
      </Button>
      {fault !== undefined && (
        <p id={`${id}-fault`} role="alert" className={css['fault']} data-testid="sign-in-fault">
          {fault === 'wrong' ? words.wrong[by] : words.fault[fault]}
        </p>
      )}
    </form>
  );
}
