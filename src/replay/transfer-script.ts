import type { ExchangeEvent, ExchangeEventOf } from '../upload/exchange-event.ts';
import { firstOf } from './events.ts';

/** What one recorded transfer met on its way. */
export type TransferStep =
  | { readonly kind: 'moved'; readonly sent: number }
  | { readonly kind: 'sent' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'slept' }
  | { readonly kind: 'answered'; readonly event: ExchangeEventOf<'store-answered'> }
  | { readonly kind: 'lost'; readonly why: 'unreachable' | 'blocked' };

export type TransferScript = {
  readonly steps: readonly (TransferStep & { readonly afterMs: number })[];
  readonly host: string;
  /** The relay that it went through; undefined where it went straight to the store. */
  readonly through: string | undefined;
  /** The longest time without a byte; undefined while it was not given up. */
  readonly givenUpAfterMs: number | undefined;
  readonly isUnseen: boolean;
  /** Bytes of the form alone tell a store that was there from one that was not. */
  readonly hasMoved: boolean;
};

/** The form with the file begins with `posted`; what is asked of the store later begins with `asked`. */
export function transferOf(
  events: readonly ExchangeEvent[],
  points: readonly (readonly [number, number])[],
  failed: ExchangeEventOf<'failed'> | undefined,
): TransferScript | undefined {
  const posted = firstOf(events, 'posted');
  if (posted === undefined) return undefined;
  const own = events.slice(events.indexOf(posted) + 1);
  const stop = own.findIndex((event) => event.type === 'asked' || event.type === 'found');
  const during = stop < 0 ? own : own.slice(0, stop);
  const ended = during.find(
    (event) =>
      event.type === 'store-answered' || (event.type === 'unanswered' && event.call === 'store'),
  );
  const endsAt = ended?.at ?? Number.POSITIVE_INFINITY;
  const moved = points
    .filter(([at]) => at >= posted.at && at <= endsAt)
    // Of a transfer that stands still the page says once a second where.
    .filter(([, sent], nth, kept) => sent > (kept[nth - 1]?.[1] ?? 0))
    .map(([at, sent]) => ({ kind: 'moved', sent, at }) as const);
  const steps = [...moved, ...during.flatMap(transferStepOf)].toSorted((a, b) => a.at - b.at);
  const end = steps.findIndex(({ kind }) => kind === 'answered' || kind === 'lost');
  const whole = end < 0 ? steps : [...steps.slice(0, end), ...lastMove(failed, steps, end)];
  const isGivenUp = ended?.type === 'unanswered' && ended.why === 'given-up';
  const movedAt = moved.at(-1)?.at;
  return {
    host: posted.host,
    through: posted.through,
    steps: whole.map(({ at, ...step }) => ({ ...step, afterMs: at - posted.at })),
    givenUpAfterMs: isGivenUp ? ended.at - (movedAt ?? posted.at) : undefined,
    hasMoved: ended?.type === 'unanswered' && ended.hasMoved === true,
    isUnseen: during.some((event) => event.type === 'stalled' && event.why === 'unseen'),
  };
}

type TimedStep = TransferStep & { readonly at: number };

/** Points are thinned, and bytes that went between two of them are told with the failure alone. */
function lastMove(
  failed: ExchangeEventOf<'failed'> | undefined,
  steps: readonly TimedStep[],
  end: number,
): readonly TimedStep[] {
  const before = steps.slice(0, end);
  const after = steps.slice(end);
  const isAllSent = before.some(({ kind }) => kind === 'sent');
  const told = Math.max(0, ...before.map((step) => (step.kind === 'moved' ? step.sent : 0)));
  const [ending] = after;
  if (failed === undefined || ending === undefined || isAllSent || failed.sent <= told)
    return after;
  return [{ kind: 'moved', sent: failed.sent, at: ending.at }, ...after];
}

function transferStepOf(event: ExchangeEvent): readonly TimedStep[] {
  const { at } = event;
  switch (event.type) {
    case 'sent':
      return [{ kind: 'sent', at }];
    case 'stalled':
      if (event.why === 'offline') return [{ kind: 'offline', at }];
      return event.why === 'slept' ? [{ kind: 'slept', at }] : [];
    case 'store-answered':
      return [{ kind: 'answered', event, at }];
    case 'unanswered':
      return event.why === 'unreachable' || event.why === 'blocked'
        ? [{ kind: 'lost', why: event.why, at }]
        : [];
    default:
      return [];
  }
}
