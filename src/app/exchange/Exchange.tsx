import { useMemo, useState } from 'react';
import type { Exchange as ExchangeOf, TicketSecrets } from '../../upload/exchange-event.ts';
import type { Circumstances } from '../failure/bug-report.ts';
import { useListWords, useWords } from '../locales/useWords.ts';
import css from './Exchange.module.css';
import { ExchangeActions } from './ExchangeActions.tsx';
import { revealed } from './text/revealed.ts';
import { SecretsSwitch } from './SecretsSwitch.tsx';
import { SpeedPlot } from './plot/SpeedPlot.tsx';
import { Timeline } from './Timeline.tsx';
import { timelineOf } from './text/timeline.ts';

/** Whose exchange it is, and how it stands with it. */
export type About = Pick<Circumstances, 'firmware' | 'standing' | 'failed' | 'ticketRequestId'>;

export type ExchangeProps = {
  readonly exchange: ExchangeOf;
  readonly about: About;
  /** Undefined when there are none, or none any more. */
  readonly secretsOf: () => TicketSecrets | undefined;
};

/** What was asked, answered and decided, and the ways to hand it on. */
export function Exchange({ exchange, about, secretsOf }: ExchangeProps) {
  const words = useWords('exchange');
  const { messages, format } = useListWords();
  const { size } = about.firmware;
  const [secrets, setSecrets] = useState<TicketSecrets | undefined>(undefined);
  // Of mere progress the events are the same list.
  const { events, leftOut } = exchange;
  const groups = useMemo(() => {
    const told = { events, leftOut };
    const shown = secrets === undefined ? told : revealed(told, secrets);
    return timelineOf(shown, { words, list: messages, format, size });
  }, [events, leftOut, secrets, words, messages, format, size]);
  return (
    <div className={css['exchange']} data-testid="exchange">
      <SpeedPlot exchange={exchange} />
      <Timeline groups={groups} showsAll={secrets !== undefined} />
      <ExchangeActions exchange={exchange} about={about} secrets={secrets} />
      <SecretsSwitch secretsOf={secretsOf} shown={secrets} onShown={setSecrets} />
    </div>
  );
}
