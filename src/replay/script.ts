import type { Exchange, ExchangeEvent, ExchangeEventOf, Sign } from '../upload/exchange-event.ts';
import { firstOf, lastOf } from './events.ts';
import { transferOf, type TransferScript } from './transfer-script.ts';

/** What one recorded attempt has met, by what asked for it. Times in milliseconds since it was asked for. */
export type AttemptScript = {
  readonly ticket: TicketStep | undefined;
  readonly terms: Terms;
  readonly transfer: TransferScript | undefined;
  /** What our server found in the store, in the order in which it was asked. */
  readonly found: readonly FoundStep[];
  /** What the probes found out, in their order. */
  readonly signs: readonly Sign[];
  /** What the store said to a form without its file; undefined where no answer could be read. */
  readonly reasons: readonly StoreAnswered[];
  readonly failed: ExchangeEventOf<'failed'> | undefined;
  readonly judged: ExchangeEventOf<'judged'> | undefined;
  /** From its failure to the next attempt that came by itself; undefined if none did. */
  readonly resumedAfterMs: number | undefined;
};

export type TicketStep = {
  /** Undefined if the answer did not come before something else ended the attempt. */
  readonly answer:
    | { readonly kind: 'issued' }
    | { readonly kind: 'answered'; readonly event: ExchangeEventOf<'answered'> }
    | { readonly kind: 'timeout' }
    | { readonly kind: 'unreachable' }
    | undefined;
  readonly afterMs: number;
};

/** What the ticket allowed. */
export type Terms = {
  readonly lifeMs: number | undefined;
  readonly size: { readonly min: number; readonly max: number } | undefined;
  readonly allowsKey: boolean;
  /** Whether our server could be asked about the object later. */
  readonly mayAsk: boolean;
  /** The policy could not be read, or said no time. */
  readonly isReadable: boolean;
};

export type FoundStep = {
  readonly event: ExchangeEventOf<'found'>;
  /** It took so long to answer. */
  readonly afterMs: number;
  /** From then until it was asked once more; undefined if it was not. */
  readonly nextAfterMs: number | undefined;
};

type StoreAnswered = {
  readonly event: ExchangeEventOf<'store-answered'> | undefined;
  readonly afterMs: number;
};

/** The script of an attempt that is not in the recording: nothing answers. */
const NOTHING: AttemptScript = scriptOf([], [], undefined);

export function attemptScripts({ events, series }: Exchange): (attempt: number) => AttemptScript {
  const scripts = new Map<number, AttemptScript>();
  for (const attempt of new Set(events.flatMap((event) => event.attempt ?? []))) {
    const own = events.filter((event) => event.attempt === attempt);
    const points = series.find((each) => each.attempt === attempt)?.points ?? [];
    const failedAt = events.findLastIndex(
      (event) => event.type === 'failed' && event.attempt === attempt,
    );
    const next = events
      .slice(failedAt + 1)
      .find(({ type }) => type === 'resumed' || type === 'began');
    const failed = events[failedAt];
    const resumedAfterMs =
      next?.type === 'resumed' && failed !== undefined ? next.at - failed.at : undefined;
    scripts.set(attempt, scriptOf(own, points, resumedAfterMs));
  }
  return (attempt) => scripts.get(attempt) ?? NOTHING;
}

function scriptOf(
  events: readonly ExchangeEvent[],
  points: readonly (readonly [number, number])[],
  resumedAfterMs: number | undefined,
): AttemptScript {
  const ticketed = firstOf(events, 'ticketed');
  const failed = lastOf(events, 'failed');
  const ticket = ticketStepOf(events, ticketed !== undefined);
  const size = ticketed?.conditions.find((condition) => condition.rule === 'size');
  return {
    ticket,
    terms: {
      lifeMs: ticketed?.lifeMs,
      size: size?.rule === 'size' ? { min: size.min, max: size.max } : undefined,
      allowsKey: !(ticketed?.conditions ?? []).some(
        (condition) =>
          condition.rule !== 'size' && condition.field === 'key' && condition.isMet === false,
      ),
      mayAsk: (ticketed?.fields ?? []).some(([name]) => name === 'confirmationToken'),
      isReadable: ticketed !== undefined || failed?.kind !== 'ticket-malformed',
    },
    transfer: transferOf(events, points, failed),
    found: foundOf(events),
    signs: events.flatMap((event) => (event.type === 'probed' ? [event.sign] : [])),
    reasons: reasonsOf(events),
    failed,
    judged: lastOf(events, 'judged'),
    resumedAfterMs,
  };
}

function ticketStepOf(events: readonly ExchangeEvent[], isIssued: boolean): TicketStep | undefined {
  const asked = events.find((event) => event.type === 'asked' && event.call === 'ticket');
  const came = events.find(
    (event) =>
      (event.type === 'answered' || event.type === 'unanswered') && event.call === 'ticket',
  );
  // Its settings could not be read, so that nothing was asked.
  if (asked === undefined) {
    const failure = firstOf(events, 'failed');
    return failure === undefined ? undefined : { answer: { kind: 'unreachable' }, afterMs: 0 };
  }
  const afterMs = came === undefined ? 0 : came.at - asked.at;
  switch (came?.type) {
    case 'answered':
      return isIssued || came.text === undefined
        ? { answer: { kind: 'issued' }, afterMs }
        : { answer: { kind: 'answered', event: came }, afterMs };
    case 'unanswered':
      return { answer: { kind: came.why === 'timeout' ? 'timeout' : 'unreachable' }, afterMs };
    default:
      return { answer: undefined, afterMs };
  }
}

function foundOf(events: readonly ExchangeEvent[]): readonly FoundStep[] {
  return events.flatMap((event, index) => {
    if (event.type !== 'found') return [];
    const asked = lastBefore(events, index, 'confirmation');
    const next = events
      .slice(index)
      .find((later) => later.type === 'asked' && later.call === 'confirmation');
    return [
      {
        event,
        afterMs: asked === undefined ? 0 : event.at - asked.at,
        nextAfterMs: next && next.at - event.at,
      },
    ];
  });
}

function reasonsOf(events: readonly ExchangeEvent[]): readonly StoreAnswered[] {
  return events.flatMap((asked, index) => {
    if (asked.type !== 'asked' || asked.call !== 'store') return [];
    const came = events
      .slice(index + 1)
      .find(({ type }) => type === 'store-answered' || type === 'unanswered');
    if (came === undefined) return [];
    const event = came.type === 'store-answered' ? came : undefined;
    return [{ event, afterMs: came.at - asked.at }];
  });
}

function lastBefore(
  events: readonly ExchangeEvent[],
  index: number,
  call: 'confirmation',
): ExchangeEvent | undefined {
  return events.slice(0, index).findLast((event) => event.type === 'asked' && event.call === call);
}
