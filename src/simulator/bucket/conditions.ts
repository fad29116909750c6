import type { ObjectDescription } from './store.ts';

/** Conditions of a request against what is stored (RFC 9110, section 13), so that a download goes on with the same object or begins anew. */

/** What the conditions of a GET or HEAD come to, in the order of section 13.2.2. */
export function judgeConditions(
  headers: Headers,
  description: ObjectDescription,
): 'go-on' | 'not-modified' | 'failed' {
  const storedAt = storedSecond(description);
  const ifMatch = headers.get('if-match');
  const unmodifiedSince = readDate(headers.get('if-unmodified-since'));
  if (ifMatch !== null) {
    if (!names(ifMatch, description.etag, 'strong')) return 'failed';
  } else if (unmodifiedSince !== undefined && storedAt > unmodifiedSince) {
    return 'failed';
  }
  const ifNoneMatch = headers.get('if-none-match');
  const modifiedSince = readDate(headers.get('if-modified-since'));
  if (ifNoneMatch !== null) {
    if (names(ifNoneMatch, description.etag, 'weak')) return 'not-modified';
  } else if (modifiedSince !== undefined && storedAt <= modifiedSince) {
    return 'not-modified';
  }
  return 'go-on';
}

/**
 * Whether a range may be answered with a part: without `If-Range`, or if it names exactly this version (section 13.1.5). What
 * names no version at all is answered with the whole object, which is never wrong.
 */
export function allowsPart(headers: Headers, description: ObjectDescription): boolean {
  const ifRange = headers.get('if-range')?.trim();
  if (ifRange === undefined) return true;
  if (ifRange.startsWith('"')) return ifRange === description.etag;
  const date = readDate(ifRange);
  return date !== undefined && date === storedSecond(description);
}

/** `*`, or a list of entity tags. A weak one never matches strongly; ours are strong. */
function names(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true;
  const tags = [...list.matchAll(/(W\/)?("[^"]*")/g)];
  return tags.some(
    ([, weak, tag]) => tag === etag && (comparison === 'weak' || weak === undefined),
  );
}

/** HTTP's dates know no fractions of a second. */
function storedSecond({ storedAt }: ObjectDescription): number {
  return Math.floor(Date.parse(storedAt) / 1000) * 1000;
}

/** Only the form that HTTP asks senders for, `Sun, 06 Nov 1994 08:49:37 GMT`, and what `Date` reads alike; anything else is ignored. */
function readDate(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined || !/\bGMT$/.test(text.trim())) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
