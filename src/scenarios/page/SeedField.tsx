import { useId } from 'react';
import textField from '../../app/ui/field.module.css';
import css from './ScenarioPanel.module.css';
import { useScenarioWords } from './useScenarioWords.ts';

type SeedFieldProps = { readonly seed: string; readonly onChange: (seed: string) => void };

/** Empty: each scenario has its own. */
export function SeedField({ seed, onChange }: SeedFieldProps) {
  const { panel } = useScenarioWords();
  const id = useId();
  return (
    <label htmlFor={id} className={css['inline']}>
      {panel.seed}
      <input
        id={id}
        inputMode="numeric"
        className={`${textField['field']} ${css['number']}`}
        data-testid="scenario-seed"
        value={seed}
        onChange={({ currentTarget }) => onChange(currentTarget.value.trim())}
      />
    </label>
  );
}
