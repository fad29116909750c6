import { useId } from 'react';
import { SCENARIOS, valueOf, type Chosen, type ScenarioName } from '../catalogue.ts';
import textField from '../../app/ui/field.module.css';
import css from './ScenarioPanel.module.css';
import { useScenarioWords } from './useScenarioWords.ts';

type ChoiceProps = {
  readonly name: ScenarioName;
  readonly chosen: Chosen | undefined;
  /** It does not go with what is chosen. */
  readonly isShut: boolean;
  readonly onChange: (name: ScenarioName, next: Chosen | undefined) => void;
};

/** One scenario: a box to tick, its number, what happens and what must be seen. */
export function Choice({ name, chosen, isShut, onChange }: ChoiceProps) {
  const words = useScenarioWords();
  const id = useId();
  const { parameter } = SCENARIOS[name];
  const { title, happens } = words.scenarios[name];
  const value = valueOf(chosen ?? { name });
  return (
    <div className={css['choice']} data-testid="scenario" data-name={name}>
      <input
        id={id}
        type="checkbox"
        checked={chosen !== undefined}
        disabled={isShut}
        aria-describedby={`${id}-happens`}
        onChange={({ currentTarget }) =>
          onChange(name, currentTarget.checked ? { name } : undefined)
        }
      />
      <label htmlFor={id}>{title}</label>
      {parameter !== undefined && chosen !== undefined && (
        <span className={css['inline']}>
          <input
            type="number"
            className={`${textField['field']} ${css['number']}`}
            min={parameter.from}
            max={parameter.to}
            value={value}
            aria-label={words.panel.valueOf(title)}
            data-testid="scenario-value"
            onChange={({ currentTarget }) =>
              onChange(name, {
                name,
                value: Math.max(0, Math.floor(currentTarget.valueAsNumber || 0)),
              })
            }
          />
          {words.units[parameter.unit]}
        </span>
      )}
      <p id={`${id}-happens`} className={css['quiet']}>
        {happens(value)}
      </p>
    </div>
  );
}
