import { expect, test } from 'vitest';
import type { Exchange } from '../../../upload/exchange-event.ts';
import { plotDataOf, plotRowsOf } from './plot-data.ts';

const exchange: Exchange = {
  version: 1,
  startedAt: 0,
  leftOut: { count: 0, after: 0 },
  events: [
    { at: 1_000, attempt: 1, type: 'posted', host: 'h', fields: [], fileName: 'f', size: 9_000 },
    { at: 3_500, attempt: 1, type: 'stalled', why: 'quiet', since: 3_000 },
    {
      at: 4_000,
      attempt: 1,
      type: 'failed',
      code: 'FW-U06',
      kind: 'stalled',
      sent: 3_000,
      next: { kind: 'after', ms: 1_000 },
    },
    { at: 5_000, attempt: 2, type: 'posted', host: 'h', fields: [], fileName: 'f', size: 9_000 },
  ],
  series: [
    {
      attempt: 1,
      points: [
        [2_000, 1_000],
        [2_050, 2_000],
        [3_000, 3_000],
      ],
    },
    { attempt: 2, points: [[5_090, 9_000]] },
  ],
};

test('an attempt begins with nothing when its form is sent; speed is that since the point before', () => {
  expect(plotRowsOf(exchange)).toEqual([
    { attempt: 1, seconds: 1, sent: 0, speed: 0 },
    { attempt: 1, seconds: 2, sent: 1_000, speed: 1_000 },
    // What came 50 ms later is counted with what followed.
    { attempt: 1, seconds: 3, sent: 3_000, speed: 2_000 },
    { attempt: 2, seconds: 5, sent: 0, speed: 0 },
    { attempt: 2, seconds: 5.09, sent: 9_000, speed: 100_000 },
  ]);
});

test('between two attempts the line is broken; attempts, stalls and cuts are marked', () => {
  const { seconds, sent, speed, marks } = plotDataOf(exchange);
  expect(sent).toEqual([0, 1_000, 3_000, null, 0, 9_000]);
  expect(speed[3]).toBeNull();
  expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
  expect(marks).toEqual([
    { seconds: 1, kind: 'attempt', attempt: 1 },
    { seconds: 3, kind: 'stall', attempt: 1 },
    { seconds: 4, kind: 'failed', attempt: 1 },
    { seconds: 5, kind: 'attempt', attempt: 2 },
  ]);
});

test('an exchange without a transfer has no points', () => {
  expect(plotDataOf({ ...exchange, events: [], series: [] })).toEqual({
    seconds: [],
    sent: [],
    speed: [],
    marks: [],
  });
});
