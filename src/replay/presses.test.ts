import { expect, test } from 'vitest';
import type { Exchange, ExchangeEvent } from '../upload/exchange-event.ts';
import { pressesOf } from './presses.ts';

test('a press belongs to the state that it was made in, not to the one that it led to', () => {
  const events: ExchangeEvent[] = [
    { type: 'began', at: 100, attempt: 1 },
    { type: 'pressed', at: 900, action: 'cancel' },
  ];
  const exchange: Pick<Exchange, 'events' | 'states'> = {
    events,
    // Time, how many events had been told by then, and what it is.
    states: [
      [0, 0, 'queued'],
      [100, 1, 'ticketing'],
      [900, 2, 'cancelled'],
    ],
  };
  expect(pressesOf(exchange)).toEqual([{ event: events[1], states: 2, afterMs: 800 }]);
});
