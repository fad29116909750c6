import { useMemo } from 'react';
import type { Exchange } from '../../../upload/exchange-event.ts';
import { joinSentences } from '../../locales/text/sentence.ts';
import { useListWords, useWords } from '../../locales/useWords.ts';
import { PlotCanvas } from './PlotCanvas.tsx';
import { plotDataOf, plotRowsOf } from './plot-data.ts';
import { PlotTable } from './PlotTable.tsx';
import css from './SpeedPlot.module.css';

/** Fewer say no more than a sentence. */
const POINTS_MIN = 4;

/** How fast it went and how far it came: a plot for the eye, a sentence and a table for everybody. */
export function SpeedPlot({ exchange }: { readonly exchange: Exchange }) {
  const words = useWords('exchange').plot;
  const { messages, format } = useListWords();
  const data = useMemo(() => plotDataOf(exchange), [exchange]);
  const rows = plotRowsOf(exchange);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || last.sent === 0) return null;
  const sentInAll = sumOfAttempts(rows);
  const took = last.seconds - first.seconds;
  const attempts = data.marks.filter(({ kind }) => kind === 'attempt').length;
  const stalls = data.marks.filter(({ kind }) => kind === 'stall').length;
  return (
    <figure className={css['plot']} aria-label={words.label} data-testid="exchange-plot">
      {rows.length >= POINTS_MIN && <PlotCanvas data={data} />}
      <figcaption className={css['caption']}>
        <p>
          {joinSentences(
            [
              took > 0
                ? words.summary(
                    format.bytes(sentInAll),
                    format.took(took * 1000),
                    format.speed(sentInAll / took),
                  )
                : undefined,
              attempts > 1 ? words.attempts(attempts) : undefined,
              stalls > 0 ? words.stalls(stalls) : undefined,
            ],
            messages.failures.gap,
          )}
        </p>
        <PlotTable rows={rows} />
      </figcaption>
    </figure>
  );
}

function sumOfAttempts(rows: ReturnType<typeof plotRowsOf>): number {
  const most = new Map<number, number>();
  for (const { attempt, sent } of rows) most.set(attempt, Math.max(most.get(attempt) ?? 0, sent));
  return [...most.values()].reduce((sum, sent) => sum + sent, 0);
}
