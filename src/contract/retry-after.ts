/**
 * Reads `Retry-After`: seconds, or a date to be counted from `date`, the answer's own (the PC's clock may be anything).
 * In milliseconds; undefined when it says nothing.
 */
export function readRetryAfter(value: string | null, date: string | null): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const wait = Date.parse(text) - Date.parse(date ?? '');
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
