import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { ExchangeSchema, type ExchangeNote } from '../exchange-event.ts';
import { createRecorder, EXCHANGE_MAX_BYTES } from './recorder.ts';
import { POINTS_MAX, thinPoints } from './thin-points.ts';

function openRecorder() {
  const clock = { at: 0, now: () => clock.at, wall: () => 1_700_000_000_000 };
  return { clock, recorder: createRecorder(clock) };
}

const jsonBytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

const pairs = fc.array(fc.tuple(fc.string(), fc.string({ unit: 'binary', maxLength: 400 })), {
  maxLength: 60,
});
const text = fc.string({ unit: 'binary', maxLength: 2_000 });
const note: fc.Arbitrary<ExchangeNote> = fc.oneof(
  fc.constant<ExchangeNote>({ type: 'sent' }),
  fc.record({ type: fc.constant('suffix-chosen' as const), suffix: fc.constantFrom('bin', 'gz') }),
  fc.record({
    type: fc.constant('answered' as const),
    call: fc.constantFrom('ticket' as const, 'store' as const),
    status: fc.nat(599),
    headers: pairs,
  }),
  fc.record({
    type: fc.constant('posted' as const),
    host: text,
    fields: pairs,
    fileName: text,
    size: fc.nat(),
  }),
  fc.record({
    type: fc.constant('failed' as const),
    code: fc.constant('FW-U07'),
    kind: fc.constant('connection-lost'),
    sent: fc.nat(),
    message: text,
    next: fc.constant({ kind: 'none' as const }),
  }),
);
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('note' as const),
      note,
      times: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('points' as const),
      points: fc.nat(900),
      attempt: fc.nat(30),
    }),
  },
);

describe('an exchange', () => {
  test('never has more bytes than it may, as JSON, whatever is told, and can be read back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { clock, recorder } = openRecorder();
        for (const each of steps) {
          const times = each.kind === 'note' ? each.times : each.points;
          for (let nth = 0; nth < times; nth += 1) {
            clock.at += 997;
            if (each.kind === 'note') recorder.add(each.note, 1);
            else recorder.addPoint(each.attempt, Math.round(clock.at * 1_000));
          }
        }
        const exchange = recorder.read();
        expect(jsonBytes(exchange)).toBeLessThanOrEqual(EXCHANGE_MAX_BYTES);
        const again: unknown = JSON.parse(JSON.stringify(exchange));
        expect(v.parse(ExchangeSchema, again)).toEqual(again);
      }),
      { numRuns: 60 },
    );
  });

  test('keeps how it began and how it ended, and says how many events are missing between', () => {
    const { clock, recorder } = openRecorder();
    const total = 3_000;
    for (let nth = 0; nth < total; nth += 1) {
      clock.at = nth;
      recorder.add(
        { type: 'asked', call: 'ticket', url: `https://ota.test/${nth}`, fields: [] },
        1,
      );
    }
    const { events, leftOut } = recorder.read();
    expect(events.length + leftOut.count).toBe(total);
    expect(events[0]?.at).toBe(0);
    expect(events.at(-1)?.at).toBe(total - 1);
    const times = events.map(({ at }) => at);
    expect(times.slice(0, leftOut.after)).toEqual(
      times.slice(0, leftOut.after).map((_, nth) => nth),
    );
    expect(times[leftOut.after]).toBe(leftOut.after + leftOut.count);
    expect(leftOut.after).toBeGreaterThan(20);
  });

  test('of mere progress the events stay the same list; of an event they do not', () => {
    const { recorder } = openRecorder();
    recorder.add({ type: 'sent' }, 1);
    const before = recorder.read();
    expect(recorder.read()).toBe(before);
    recorder.addPoint(1, 5);
    const after = recorder.read();
    expect(after).not.toBe(before);
    expect(after.events).toBe(before.events);
    recorder.add({ type: 'resumed' }, 1);
    expect(recorder.read().events).not.toBe(before.events);
  });
});

describe('thinned points', () => {
  const series = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.nat(9_000_000)), {
      minLength: 1,
      maxLength: 1_500,
    })
    .map((steps) => {
      let [at, sent] = [0, 0];
      return steps.map(([ms, bytes]): [number, number] => [(at += ms), (sent += bytes)]);
    });

  test('are some of them, in order, with the first and the last, and never too many', () => {
    fc.assert(
      fc.property(series, (points) => {
        let kept: [number, number][] = [];
        for (const point of points) {
          kept.push(point);
          if (kept.length > POINTS_MAX) kept = thinPoints(kept);
        }
        expect(kept.length).toBeLessThanOrEqual(POINTS_MAX);
        expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
        const places = kept.map((point) => points.indexOf(point));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(places).not.toContain(-1);
      }),
      { numRuns: 100 },
    );
  });

  test('a stall of a minute in a long transfer keeps both of its edges', () => {
    const points = Array.from({ length: 400 }, (_, nth): [number, number] => {
      const moving = nth < 200 ? nth : nth < 260 ? 200 : nth - 60;
      return [nth * 1_000, moving * 1_000_000];
    });
    const kept = thinPoints(points);
    expect(kept).toContainEqual([200_000, 200_000_000]);
    expect(kept.some(([at, sent]) => sent === 200_000_000 && at >= 258_000)).toBe(true);
    expect(kept.length).toBeLessThan(210);
  });
});

test('what every server sends is shown, and is looked for in nothing else', () => {
  const { recorder } = openRecorder();
  const usual: [string, string][] = [
    ['content-security-policy', "default-src 'none'; connect-src 'self'"],
    ['cross-origin-opener-policy', 'same-origin'],
    ['access-control-allow-origin', 'https://ota.example'],
    ['keep-alive', 'timeout=75'],
  ];
  const headers: [string, string][] = [...usual, ['x-session', 'CANARY-0123456789']];
  const answered = recorder.add({ type: 'answered', call: 'ticket', status: 200, headers }, 1);
  expect(answered).toMatchObject({
    headers: [...usual, ['x-session', expect.not.stringContaining('CANARY')]],
  });
  const url = 'https://ota.example/api/confirmations';
  const asked = recorder.add({ type: 'asked', call: 'confirmation', url, fields: [] }, 1);
  expect(asked).toMatchObject({ url });
});
