import { useId, useState } from 'react';
import { Button } from '../../app/ui/Button.tsx';
import textField from '../../app/ui/field.module.css';
import type { Words } from '../words/words.ts';
import type { Run, RunStore } from './run-store.ts';
import css from './ScenarioPanel.module.css';
import { useScenarioWords } from './useScenarioWords.ts';

type Refused = Extract<Run, { status: 'refused' }>;

type KeyFormProps = { readonly run: Refused; readonly runs: RunStore };

/** Why nothing was armed, and the operator's key where that would help. */
export function KeyForm({ run, runs }: KeyFormProps) {
  const words = useScenarioWords();
  const [key, setKey] = useState('');
  const id = useId();
  const { why, link } = run;
  const isAsked = why.kind === 'key-needed' || why.kind === 'key-wrong';
  return (
    <form
      className={css['key']}
      onSubmit={(event) => {
        event.preventDefault();
        void runs.arm(link, isAsked ? key : undefined);
      }}
    >
      <p role="alert" className={css['bad']} data-testid="scenario-fault">
        {whyText(words, why)}
      </p>
      {isAsked && (
        <label htmlFor={id} className={css['field']}>
          {words.panel.key}
          <input
            id={id}
            type="password"
            autoComplete="off"
            className={textField['field']}
            data-testid="scenario-key"
            value={key}
            onChange={({ currentTarget }) => setKey(currentTarget.value)}
          />
        </label>
      )}
      <Button type="submit" look="primary" data-testid="scenarios-again">
        {words.panel.arm}
      </Button>
    </form>
  );
}

function whyText({ panel }: Words, why: Refused['why']): string {
  switch (why.kind) {
    case 'key-needed':
      return panel.keyNeeded;
    case 'key-wrong':
      return panel.keyWrong;
    case 'unreachable':
      return panel.notReached;
    case 'refused':
      return panel.refused(why.message);
  }
}
