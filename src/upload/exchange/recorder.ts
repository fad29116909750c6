import type {
  Exchange,
  ExchangeEvent,
  ExchangeNote,
  Series,
  StateMark,
} from '../exchange-event.ts';
import { createEventRing } from './event-ring.ts';
import { createMask, type Mask } from './mask.ts';
import { POINTS_MAX, thinPoints } from './thin-points.ts';

/** What is recorded of one upload: at most `EXCHANGE_MAX_BYTES` as JSON. */
export type Recorder = {
  /** @returns the event as it is kept */
  add(note: ExchangeNote, attempt: number | undefined): ExchangeEvent;
  /** How far the transfer of an attempt is. */
  addPoint(attempt: number, sent: number): void;
  /** A change of the upload's state; one that changes nothing of its label is left out. */
  addState(label: string): void;
  readonly sinceStart: (moment: number) => number;
  /** The same object until something is added. */
  read(): Exchange;
  /** About: what memory it takes. */
  bytes(): number;
  readonly ticketValues: Mask['ticketValues'];
};

export const EXCHANGE_MAX_BYTES = 70_000;
/** Series of the first attempt and of the latest ones. */
const SERIES_MAX = 4;
const POINT_BYTES = 24;
/** Of more than these nothing is kept: a part of them would look like all. */
const STATES_MAX = 100;
/** About: a label and two numbers. */
const STATE_BYTES = 50;

export function createRecorder(clock: { now(): number; wall(): number }): Recorder {
  const [startedAt, begin] = [clock.wall(), clock.now()];
  const ring = createEventRing();
  const mask = createMask();
  const series: { attempt: number; points: Series['points'] }[] = [];
  let states: StateMark[] | undefined = [];
  let told = 0;
  let events: Exchange['events'] | undefined;
  let whole: Exchange | undefined;

  const sinceStart = (moment: number) => Math.round(moment - begin);

  return {
    add(note, attempt) {
      const at = sinceStart(clock.now());
      const event = { at, ...(attempt !== undefined && { attempt }), ...mask.of(note) };
      ring.add(event);
      told += 1;
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
    addState(label) {
      if (states?.at(-1)?.[2] === label) return;
      states?.push([sinceStart(clock.now()), told, label]);
      if (states !== undefined && states.length > STATES_MAX) states = undefined;
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
        ...(states !== undefined && states.length > 0 && { states: [...states] }),
      };
      return whole;
    },
    bytes: () =>
      ring.bytes() +
      series.reduce((sum, { points }) => sum + points.length * POINT_BYTES, 0) +
      (states?.length ?? 0) * STATE_BYTES,
    ticketValues: mask.ticketValues,
  };
}
