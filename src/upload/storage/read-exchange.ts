import * as v from 'valibot';
import { ExchangeSchema, type Exchange } from '../exchange-event.ts';

/** Undefined for what this version of the page cannot have written. */
export function readExchange(value: unknown): Exchange | undefined {
  const reading = v.safeParse(ExchangeSchema, value);
  return reading.success ? reading.output : undefined;
}
