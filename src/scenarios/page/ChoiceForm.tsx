import { useState } from 'react';
import { Button } from '../../app/ui/Button.tsx';
import { CopyButton } from '../../app/ui/CopyButton.tsx';
import { SCENARIO_NAMES, type Chosen, type ScenarioName } from '../catalogue.ts';
import { findClash, inOrder } from '../combine.ts';
import { addressWith, readScenarios, writeScenarios, type Link } from '../link.ts';
import { Choice } from './Choice.tsx';
import type { RunStore } from './run-store.ts';
import css from './ScenarioPanel.module.css';
import { SeedField } from './SeedField.tsx';
import { useScenarioWords } from './useScenarioWords.ts';

type ChoiceFormProps = { readonly link: Link | undefined; readonly runs: RunStore };

/** All scenarios, to choose from: what does not go together is said at once, and what does is armed or copied as a link. */
export function ChoiceForm({ link, runs }: ChoiceFormProps) {
  const words = useScenarioWords();
  const { panel } = words;
  const [chosen, setChosen] = useState<readonly Chosen[]>(link?.chosen ?? []);
  const [seed, setSeed] = useState(link?.seed === undefined ? '' : String(link.seed));

  const change = (name: ScenarioName, next: Chosen | undefined) => {
    const others = chosen.filter((one) => one.name !== name);
    setChosen(inOrder(next === undefined ? others : [...others, next]));
  };
  const reading = readScenarios(writeScenarios(chosen), seed);
  const isGood = reading.kind === 'link';
  const press = () => {
    if (reading.kind !== 'link') return;
    history.replaceState(
      history.state,
      '',
      addressWith(location.href, reading.link) + location.hash,
    );
    void runs.arm(reading.link);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        press();
      }}
    >
      <p className={css['quiet']}>{panel.intro}</p>
      <fieldset className={css['choices']}>
        <legend className={css['legend']}>{panel.choose}</legend>
        {SCENARIO_NAMES.map((name) => {
          const one = chosen.find((each) => each.name === name);
          const isShut = one === undefined && findClash([...chosen, { name }]) !== undefined;
          return <Choice key={name} name={name} chosen={one} isShut={isShut} onChange={change} />;
        })}
      </fieldset>
      {reading.kind === 'fault' && (
        <p role="alert" className={css['bad']} data-testid="scenario-fault">
          {words.fault(reading.fault)}
        </p>
      )}
      <div className={css['actions']}>
        <SeedField seed={seed} onChange={setSeed} />
        <Button type="submit" look="primary" aria-disabled={!isGood} data-testid="scenarios-arm">
          {panel.arm}
        </Button>
        {isGood && (
          <CopyButton
            text={() => addressWith(location.href, reading.link)}
            label={panel.copyLink}
            look="plain"
            testId="scenarios-link"
          >
            {panel.copyLink}
          </CopyButton>
        )}
      </div>
    </form>
  );
}
