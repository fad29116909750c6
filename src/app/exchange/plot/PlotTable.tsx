import { useI18n } from '../../locales/I18n.tsx';
import { useWords } from '../../locales/useWords.ts';
import type { PlotRow } from './plot-data.ts';
import css from './SpeedPlot.module.css';

/** So many lines can be read. */
const ROWS_MAX = 24;

/** What the plot shows, in numbers: evenly chosen, with the first and the last. */
export function PlotTable({ rows }: { readonly rows: readonly PlotRow[] }) {
  const words = useWords('exchange').plot;
  const { format } = useI18n();
  const step = Math.max(1, Math.ceil(rows.length / ROWS_MAX));
  const chosen = rows.filter((_, index) => index % step === 0 || index === rows.length - 1);
  return (
    <details className={css['table']} data-testid="exchange-table">
      <summary>{words.asTable}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.attempt}</th>
            <th scope="col">{words.time}</th>
            <th scope="col">{words.sent}</th>
            <th scope="col">{words.speed}</th>
          </tr>
        </thead>
        <tbody>
          {chosen.map(({ attempt, seconds, sent, speed }) => (
            <tr key={`${attempt} ${seconds}`}>
              <td>{format.count(attempt)}</td>
              <td>{words.seconds(seconds.toFixed(1))}</td>
              <td>{format.bytes(sent)}</td>
              <td>{format.speed(speed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
