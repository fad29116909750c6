import type { StateMark } from '../../upload/exchange-event.ts';
import { useWords } from '../locales/useWords.ts';
import css from './Replay.module.css';
import type { ShownStates } from './replay-props.ts';

type StateTableProps = { readonly states: ShownStates };

/** Recorded and replayed side by side. */
export function StateTable({ states: { recorded, replayed, differsAt } }: StateTableProps) {
  const words = useWords('replay');
  const count = Math.max(recorded.length, replayed.length);
  const lines = Array.from({ length: count }, (_, nth) => nth);
  return (
    <div className={css['box']}>
      <table className={css['table']} aria-label={words.states} data-testid="replay-states">
        <thead>
          <tr>
            <th scope="col">{words.recorded}</th>
            <th scope="col">{words.replayed}</th>
            <th scope="col">{words.sameAs}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((nth) => {
            const outcome = outcomeOf(nth, replayed.length, differsAt);
            return (
              <tr key={nth} data-testid="replay-state" data-outcome={outcome}>
                <Cell state={recorded[nth]} />
                <Cell state={replayed[nth]} />
                <td className={css['mark']}>{words.mark[outcome]}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export type StateOutcome = 'same' | 'different' | 'open';

function outcomeOf(nth: number, reached: number, differsAt: number | undefined): StateOutcome {
  if (nth === differsAt) return 'different';
  return nth < reached && (differsAt === undefined || nth < differsAt) ? 'same' : 'open';
}

/** The label is the same in every language, like the code of a failure. */
function Cell({ state }: { readonly state: StateMark | undefined }) {
  const words = useWords('replay');
  if (state === undefined) return <td>–</td>;
  const [at, , label] = state;
  return (
    <td>
      <span className={css['time']}>{words.seconds((at / 1000).toFixed(1))}</span>{' '}
      <code translate="no">{label}</code>
    </td>
  );
}
