import { toldText } from './legible-text.ts';

/**
 * A response header as it was meant. Where something on the way has added one that was there already, both come as one text
 * with a comma in it; equal ones are one, and different ones stay as they are: nothing can read them.
 */
export function headerValue(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const [first = '', ...others] = text.split(',').map((part) => part.trim());
  return others.every((other) => other === first) ? first : text;
}

/** The request id in a header of a store; null when there is none. */
export function requestIdIn(text: string | null | undefined): string | null {
  const value = headerValue(text);
  return value === null ? null : toldText(value);
}

/** CRC-64 in a store's answer, as an unsigned decimal without leading zeros; null for what is none: then nothing is proved. */
export function checksumIn(text: string | null | undefined): string | null {
  const value = headerValue(text);
  if (value === null || !/^\d{1,20}$/.test(value)) return null;
  const number = BigInt(value);
  return number <= MAX_U64 ? number.toString() : null;
}

const MAX_U64 = 2n ** 64n - 1n;

/**
 * Reads `Retry-After`: seconds, or a date to be counted from `date`, the answer's own (the PC's clock may be anything).
 * In milliseconds; undefined when it says nothing.
 */
export function retryAfterIn(value: string | null, date: string | null): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const wait = Date.parse(text) - Date.parse(date ?? '');
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
