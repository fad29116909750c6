import * as v from 'valibot';

/** What several events of an exchange have. */

export const text = v.string();
export const count = v.pipe(v.number(), v.finite());
export const optional = v.exactOptional;
/** In the order in which they were sent, or came. */
export const pairs = v.array(v.tuple([text, text]));
export const call = v.picklist(['ticket', 'confirmation', 'store']);

export const ConditionSchema = v.variant('rule', [
  v.object({ rule: v.literal('size'), min: count, max: count, isMet: v.boolean() }),
  v.object({
    rule: v.picklist(['eq', 'starts-with', 'in', 'not-in']),
    field: text,
    value: text,
    /** Missing where the page cannot tell: the name of the bucket may not be part of its address. */
    isMet: optional(v.boolean()),
  }),
]);

export const NextSchema = v.variant('kind', [
  v.object({ kind: v.literal('none') }),
  v.object({ kind: v.literal('after'), ms: count }),
  v.object({
    kind: v.literal('when-back'),
    away: v.picklist(['network', 'server', 'sign-in', 'platform', 'store']),
  }),
]);

/** What a probe has found out. */
export const sign = v.picklist([
  'server-answers',
  'server-silent',
  'signed-in',
  'signed-out',
  'platform-answers',
  'platform-silent',
  'store-readable',
  'store-unreadable',
  'store-silent',
  'network-free',
  'network-prompt',
  'network-denied',
]);

/** How far a transfer was, as `[at, bytes of the file]`: thinned, with its shape kept. */
export const SeriesSchema = v.object({ attempt: count, points: v.array(v.tuple([count, count])) });

/** A state that the upload came to: when, after how many events, and its label. */
export const StateSchema = v.tuple([count, count, text]);
