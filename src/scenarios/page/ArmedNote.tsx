import { useEffect, useState } from 'react';
import { kept } from '../../app/locales/text/kept.ts';
import type { QueueHandle } from '../../app/uploads/queue-handle.ts';
import { Button } from '../../app/ui/Button.tsx';
import { useAnnounce } from '../../app/ui/Announcer.tsx';
import { useSnapshot } from '../../app/ui/useSnapshot.ts';
import { SCENARIOS, valueOf } from '../catalogue.ts';
import { announceAll, inOrder } from '../combine.ts';
import { judgeAll } from './judge-all.ts';
import type { Run, RunStore } from './run-store.ts';
import css from './ScenarioPanel.module.css';
import { useScenarioWords } from './useScenarioWords.ts';
import { watchNext } from './watch.ts';

type ArmedNoteProps = {
  readonly run: Extract<Run, { status: 'armed' }>;
  readonly runs: RunStore;
  readonly queue: QueueHandle;
};

/** What must be seen of what is armed, and whether it was. */
export function ArmedNote({ run, runs, queue }: ArmedNoteProps) {
  const words = useScenarioWords();
  const announce = useAnnounce();
  const { panel } = words;
  const { chosen } = run.link;
  // What happens to one upload alone says nothing of the next one.
  const lasts = chosen.every(({ name }) => SCENARIOS[name].lasts === 'until-disarmed');
  const [watch] = useState(() => watchNext(queue, lasts ? 'each' : 'first'));
  useEffect(() => () => watch.stop(), [watch]);
  const watched = useSnapshot(watch, () => watch.getSnapshot());
  const { judgement, name, asAnnounced } = judgeAll(announceAll(chosen), watched);
  const verdict = words.judgement[judgement.kind];
  const because =
    judgement.kind === 'otherwise' ? withKeptCodes(words.difference(judgement.because)) : '';
  const isOver = judgement.kind === 'as-announced' || judgement.kind === 'otherwise';
  useEffect(() => {
    if (isOver) announce(`${panel.title}: ${verdict}. ${because}`);
  }, [announce, because, isOver, panel, verdict]);
  return (
    <>
      <ul className={css['must']}>
        {inOrder(chosen).map((one) => {
          const { title, happens, see } = words.scenarios[one.name];
          const value = valueOf(one);
          return (
            <li key={one.name} data-testid="scenario-must" data-name={one.name}>
              <strong>{title}</strong> <span>{happens(value)}</span>
              <span className={css['see']}>{panel.must(withKeptCodes(see(value)))}</span>
            </li>
          );
        })}
      </ul>
      <div
        className={css['verdict']}
        data-testid="scenario-verdict"
        data-judgement={judgement.kind}
      >
        <p>
          <strong>{verdict}</strong>
          {because !== '' && ` ${because}`}
          {name !== undefined && <span className={css['quiet']}> {panel.watched(kept(name))}</span>}
          {watched.length > 1 && (
            <span className={css['quiet']} data-testid="scenario-tally">
              {' · '}
              {panel.tally(asAnnounced, watched.length)}
            </span>
          )}
        </p>
        {isOver && (
          <Button data-testid="scenarios-again" onClick={() => void runs.arm(run.link)}>
            {panel.armAgain}
          </Button>
        )}
      </div>
    </>
  );
}

/** Page translation leaves the codes of failures as they are. */
function withKeptCodes(sentence: string): string {
  return sentence.replaceAll(/FW-[A-Z]\d\d/g, (code) => kept(code));
}
