import type { Exchange, ExchangeEvent, ExchangeNote, Series } from '../exchange-event.ts';
import { createEventRing } from './event-ring.ts';
import { createMask, type Mask } from './mask.ts';
import { POINTS_MAX, thinPoints } from './thin-points.ts';

/** What is recorded of one upload: at most `EXCHANGE_MAX_BYTES` as JSON. */
export type Recording = {
  /** @returns the event as it is kept */
  add(note: ExchangeNote, attempt: number | undefined): ExchangeEvent;
  /** How far the transfer of an attempt is. */
  addPoint(attempt: number, sent: number): void;
  readonly sinceStart: (moment: number) => number;
  /** The same object until something is added. */
  read(): Exchange;
  /** About: what memory it takes. */
  bytes(): number;
  readonly ticketValues: Mask['ticketValues'];
};

export const EXCHANGE_MAX_BYTES = 64_000;
/** Series of the first attempt and of the latest ones. */
const SERIES_MAX = 4;
const POINT_BYTES = 24;

export function createRecording(clock: { now(): number; wall(): number }): Recording {
  const [startedAt, begin] = [clock.wall(), clock.now()];
  const ring = createEventRing();
  const mask = createMask();
  const series: { attempt: number; points: Series['points'] }[] = [];
  let events: Exchange['events'] | undefined;
  let whole: Exchange | undefined;

  const sinceStart = (moment: number) => Math.round(moment - begin);

  return {
    add(note, attempt) {
      const at = sinceStart(clock.now());
      const event = { at, ...(attempt !== undefined && { attempt }), ...mask.of(note) };
      ring.add(event);
      events = whole = undefined;
      return event;
    },
    addPoint(attempt, sent) {
      let latest = series.at(-1);
      if (latest?.attempt !== attempt) {
        latest = { attempt, points: [] };
        series.push(latest);
        if (series.length > SERIES_MAX) series.splice(1, 1);
      }
      latest.points.push([sinceStart(clock.now()), sent]);
      if (latest.points.length > POINTS_MAX) latest.points = thinPoints(latest.points);
      whole = undefined;
    },
    sinceStart,
    read() {
      // Of mere progress the events stay the same list.
      events ??= ring.events();
      whole ??= {
        version: 1,
        startedAt,
        events,
        leftOut: ring.leftOut(),
        series: series.map(({ attempt, points }) => ({ attempt, points: [...points] })),
      };
      return whole;
    },
    bytes: () =>
      ring.bytes() + series.reduce((sum, { points }) => sum + points.length * POINT_BYTES, 0),
    ticketValues: mask.ticketValues,
  };
}
