import { useId, useRef, useState } from 'react';
import { Badge } from '../../app/ui/Badge.tsx';
import { Button } from '../../app/ui/Button.tsx';
import { useKeepFocus } from '../../app/ui/useKeepFocus.ts';
import { useSnapshot } from '../../app/ui/useSnapshot.ts';
import { writeScenarios } from '../link.ts';
import { ArmedNote } from './ArmedNote.tsx';
import { ChoiceForm } from './ChoiceForm.tsx';
import { KeyForm } from './KeyForm.tsx';
import css from './ScenarioPanel.module.css';
import type { PanelProps } from './start.tsx';
import { useScenarioWords } from './useScenarioWords.ts';

/** Scenarios: what is armed, what must come of it, and whether it did; and the choice of others. */
export function ScenarioPanel({ runs, queue }: PanelProps) {
  const words = useScenarioWords();
  const { panel } = words;
  const run = useSnapshot(runs, () => runs.getSnapshot());
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLElement>(null);
  const keepFocus = useKeepFocus(root);
  const link = 'link' in run ? run.link : undefined;
  return (
    <div className={css['panel']}>
      <section
        ref={root}
        aria-label={panel.title}
        data-testid="scenarios"
        data-state={run.status}
        {...keepFocus}
      >
        <div className={css['head']}>
          <h2 className={css['title']}>{panel.title}</h2>
          {link !== undefined && run.status === 'armed' ? (
            <Badge tone="warn" data-testid="scenario-badge">
              {panel.armed}
              <span translate="no">{writeScenarios(link.chosen)}</span>
            </Badge>
          ) : (
            <span className={css['quiet']}>
              {run.status === 'arming' ? panel.arming : panel.disarmed}
            </span>
          )}
          <span className={css['space']} />
          {(run.status === 'armed' || run.status === 'refused') && (
            <Button data-testid="scenarios-disarm" onClick={() => void runs.disarm()}>
              {panel.disarm}
            </Button>
          )}
          <Button
            look="ghost"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            data-testid="scenarios-open"
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? panel.close : panel.open}
          </Button>
        </div>
        {run.status === 'faulty' && (
          <p role="alert" className={css['bad']} data-testid="scenario-fault">
            {words.fault(run.fault)}
          </p>
        )}
        {run.status === 'refused' && <KeyForm run={run} runs={runs} />}
        {run.status === 'armed' && <ArmedNote key={run.nth} run={run} runs={runs} queue={queue} />}
        {isOpen && (
          <div id={id}>
            <ChoiceForm key={link && writeScenarios(link.chosen)} link={link} runs={runs} />
          </div>
        )}
      </section>
    </div>
  );
}
