import { Fragment } from 'react';
import { useWords } from '../locales/useWords.ts';
import { useI18n } from '../locales/I18n.tsx';
import { Hidden } from '../ui/Hidden.tsx';
import dotted from '../ui/dotted.module.css';
import { DOT, secondsText, type EventText } from './text/text-tools.ts';
import css from './Timeline.module.css';
import type { TimelineGroup } from './text/timeline.ts';

type TimelineProps = {
  readonly groups: readonly TimelineGroup[];
  /** Fields and headers as well, without a press. */
  readonly showsAll: boolean;
};

/** Times in one column, what happened in the other. */
export function Timeline({ groups, showsAll }: TimelineProps) {
  const words = useWords('exchange');
  const { format } = useI18n();
  const sections = groups.map(({ attempt, items }) => (
    <section key={attempt}>
      <h3 className={css['heading']}>
        {attempt === 0 ? words.beforeAttempts : words.attempt(format.count(attempt))}
      </h3>
      <ol className={css['list']}>
        {items.map((item) =>
          item.kind === 'gap' ? (
            <li key="gap" className={css['gap']}>
              {words.leftOut(item.count)}
            </li>
          ) : (
            <Line key={item.nth} at={item.at} text={item.text} showsAll={showsAll} />
          ),
        )}
      </ol>
    </section>
  ));
  return (
    <div className={css['timeline']} data-testid="exchange-timeline">
      {sections}
    </div>
  );
}

type LineProps = {
  readonly at: number;
  readonly text: EventText;
  readonly showsAll: boolean;
};

function Line({ at, text: { title, tone, lines, more }, showsAll }: LineProps) {
  const words = useWords('exchange').tone;
  return (
    <li className={css['event']} data-testid="exchange-event" data-tone={tone}>
      <span className={css['time']} translate="no">
        {secondsText(at)}
      </span>
      <span className={`${css['dot']} ${css[tone]}`} aria-hidden="true" />
      <div className={css['what']}>
        {(tone === 'failed' || tone === 'warning') && <Hidden>{words[tone]}: </Hidden>}
        {title}
        {lines.length > 0 && <Facts lines={lines} />}
        {more !== undefined && (
          <details className={css['more']} open={showsAll || undefined}>
            <summary>{more.label}</summary>
            <small translate="no">{more.lines.join('\n')}</small>
          </details>
        )}
      </div>
    </li>
  );
}

/** A dot stands between two facts, and neither ends nor begins a line where they are broken. */
function Facts({ lines }: Pick<EventText, 'lines'>) {
  return (
    <small translate="no">
      {[...new Set(lines)].map((line) => (
        <span key={line} className={dotted['dotted']}>
          {[...new Set(line.split(DOT))].map((fact, index) => (
            <Fragment key={fact}>
              <span>
                {index > 0 && <i>· </i>}
                {fact}
              </span>{' '}
            </Fragment>
          ))}
        </span>
      ))}
    </small>
  );
}
