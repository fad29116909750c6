import type { Exchange, ExchangeEvent, Series } from '../../../upload/exchange-event.ts';

export type PlotMark = {
  readonly seconds: number;
  readonly kind: 'attempt' | 'stall' | 'failed';
  readonly attempt: number;
};

/** Columns of one plot: null between two attempts. */
export type PlotData = {
  readonly seconds: readonly number[];
  readonly sent: readonly (number | null)[];
  /** Bytes a second since the point before. */
  readonly speed: readonly (number | null)[];
  readonly marks: readonly PlotMark[];
};

export type PlotRow = {
  readonly attempt: number;
  readonly seconds: number;
  readonly sent: number;
  readonly speed: number;
};

/** Speeds of shorter times are noise: a browser reports what it has handed to a socket, all at once. */
const SPEED_OVER_S = 0.2;

export function plotRowsOf({ events, series }: Exchange): readonly PlotRow[] {
  return series.flatMap((each) => rowsOf(each, startOf(each.attempt, events)));
}

export function plotDataOf(exchange: Exchange): PlotData {
  const seconds: number[] = [];
  const sent: (number | null)[] = [];
  const speed: (number | null)[] = [];
  let before: number | undefined;
  for (const row of plotRowsOf(exchange)) {
    if (before !== undefined && before !== row.attempt) {
      seconds.push(row.seconds);
      sent.push(null);
      speed.push(null);
    }
    before = row.attempt;
    seconds.push(row.seconds);
    sent.push(row.sent);
    speed.push(row.speed);
  }
  return { seconds, sent, speed, marks: exchange.events.flatMap(markOf) };
}

function rowsOf({ attempt, points }: Series, startedAt: number | undefined): readonly PlotRow[] {
  const [first] = points;
  if (first === undefined) return [];
  const rows: PlotRow[] = [];
  let [lastAt, lastSent] = [startedAt ?? first[0], 0];
  rows.push({ attempt, seconds: lastAt / 1000, sent: 0, speed: 0 });
  for (const [at, sent] of points) {
    const tookS = (at - lastAt) / 1000;
    const isLast = at === points.at(-1)?.[0];
    if (tookS < SPEED_OVER_S && !isLast) continue;
    const speed = tookS > 0 ? (sent - lastSent) / tookS : (rows.at(-1)?.speed ?? 0);
    rows.push({ attempt, seconds: at / 1000, sent, speed });
    [lastAt, lastSent] = [at, sent];
  }
  return rows;
}

/** When the form of an attempt began to be sent. */
function startOf(attempt: number, events: readonly ExchangeEvent[]): number | undefined {
  return events.find((event) => event.type === 'posted' && event.attempt === attempt)?.at;
}

function markOf(event: ExchangeEvent): readonly PlotMark[] {
  const attempt = event.attempt ?? 0;
  switch (event.type) {
    case 'posted':
      return [{ seconds: event.at / 1000, kind: 'attempt', attempt }];
    case 'stalled':
      return [{ seconds: event.since / 1000, kind: 'stall', attempt }];
    case 'failed':
      return event.sent > 0 ? [{ seconds: event.at / 1000, kind: 'failed', attempt }] : [];
    default:
      return [];
  }
}
