import type { ExchangeEvent, ExchangeEventOf } from '../upload/exchange-event.ts';

export function firstOf<Type extends ExchangeEvent['type']>(
  events: readonly ExchangeEvent[],
  type: Type,
): ExchangeEventOf<Type> | undefined {
  return events.find((event): event is ExchangeEventOf<Type> => event.type === type);
}

export function lastOf<Type extends ExchangeEvent['type']>(
  events: readonly ExchangeEvent[],
  type: Type,
): ExchangeEventOf<Type> | undefined {
  return events.findLast((event): event is ExchangeEventOf<Type> => event.type === type);
}
