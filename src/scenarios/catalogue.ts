import type { FailureKind } from '../upload/model/failure.ts';

/**
 * Everything that can be provoked on purpose, by the name that stands in the page's address: `?scenario=reset-30,slow`. Data and
 * nothing else: the faults it arms are in arming.ts, its words in words/, how several go together in combine.ts.
 */
export const SCENARIO_NAMES = [
  'ticket-error',
  'throttled',
  'malformed-ticket',
  'one-second-ticket',
  'wrong-host',
  'outage',
  'no-cors',
  'slow',
  'reset',
  'stall',
  'expired',
  'too-large',
  'signature-refused',
  'lost-answer',
  'wrong-checksum',
  'hidden-header',
  'no-checksum',
] as const;

export type ScenarioName = (typeof SCENARIO_NAMES)[number];

/** One scenario of a link; `value` is missing where it takes none. */
export type Chosen = { readonly name: ScenarioName; readonly value?: number };

/** The number after the name. */
export type Parameter = {
  readonly unit: 'status' | 'seconds' | 'percent' | 'times' | 'kilobytes-per-second';
  /** Without a number in the link. */
  readonly usual: number;
  readonly from: number;
  readonly to: number;
  /** Only these, where not everything in between makes sense. */
  readonly among?: readonly number[];
};

/** Where on an upload's way it happens, in the order of that way. */
export const STAGES = ['ticket', 'connection', 'transfer', 'store', 'proof'] as const;
export type Stage = (typeof STAGES)[number];

/** How an upload must end that has met it. */
export type Ending =
  | { readonly status: 'done'; readonly verdict: 'verified' | 'unverified' }
  | { readonly status: 'failed'; readonly code: string; readonly kind: FailureKind };

export type Announcement = {
  /**
   * What the attempts that fail must fail with, in their order, the last one included: codes as users read them. Of several, any
   * one: a cut of a small file is seen after everything was sent.
   */
  readonly tries: readonly (readonly string[])[];
  readonly ends: Ending;
  /** Our server must have been asked what the store holds. */
  readonly asksStore?: true;
  /** It must have taken as long as this speed takes. */
  readonly bytesPerSecond?: number;
};

export type Scenario = {
  readonly stage: Stage;
  /** Of all that is drawn by chance: which bit of which byte. A link may name another one, `&seed=7`. */
  readonly seed: number;
  readonly parameter?: Parameter;
  /** How often it happens: to one upload in so many attempts of it, or to everything until it is taken back. */
  readonly lasts: 'attempts' | 'until-disarmed';
  /** @param value the number in the link, or the usual one; 0 where it takes none */
  readonly announces: (value: number) => Announcement;
};

const VERIFIED: Ending = { status: 'done', verdict: 'verified' };

const failed = (code: string, kind: FailureKind, attempts = 1): Announcement => ({
  tries: Array.from({ length: attempts }, () => [code]),
  ends: { status: 'failed', code, kind },
});

const recovers = (...tries: readonly (readonly string[])[]) => ({ tries, ends: VERIFIED });

export const SCENARIOS: { readonly [Name in ScenarioName]: Scenario } = {
  /** A gateway's error page stands where the ticket should, once. */
  'ticket-error': {
    stage: 'ticket',
    seed: 1,
    parameter: { unit: 'status', usual: 503, from: 500, to: 504, among: [500, 502, 503, 504] },
    lasts: 'attempts',
    announces: () => recovers(['FW-T02']),
  },
  /** The platform has too many calls, once, and says when to come back. */
  throttled: {
    stage: 'ticket',
    seed: 2,
    parameter: { unit: 'seconds', usual: 3, from: 1, to: 30 },
    lasts: 'attempts',
    announces: () => recovers(['FW-T06']),
  },
  /** The documented envelope, without a ticket in it. */
  'malformed-ticket': {
    stage: 'ticket',
    seed: 3,
    lasts: 'until-disarmed',
    announces: () => failed('FW-T05', 'ticket-malformed', 2),
  },
  /** It lives for one second, and most of that is over when it arrives. */
  'one-second-ticket': {
    stage: 'ticket',
    seed: 4,
    lasts: 'until-disarmed',
    announces: () => failed('FW-T16', 'ticket-expired', 3),
  },
  /** The ticket names a store that the operator has not allowed. */
  'wrong-host': {
    stage: 'ticket',
    seed: 5,
    lasts: 'until-disarmed',
    announces: () => failed('FW-T19', 'address-untrusted'),
  },
  /** From the first time it is asked the store does not answer, for so long. */
  outage: {
    stage: 'connection',
    seed: 6,
    parameter: { unit: 'seconds', usual: 10, from: 1, to: 600 },
    lasts: 'attempts',
    announces: () => recovers(['FW-U02', 'FW-U07']),
  },
  /** The bucket has no CORS rule. */
  'no-cors': {
    stage: 'connection',
    seed: 7,
    lasts: 'until-disarmed',
    announces: () => failed('FW-U03', 'store-forbids-page'),
  },
  /** The line carries no more than this. */
  slow: {
    stage: 'transfer',
    seed: 8,
    parameter: { unit: 'kilobytes-per-second', usual: 500, from: 10, to: 100_000 },
    lasts: 'until-disarmed',
    announces: (value) => ({ ...recovers(), bytesPerSecond: value * 1000 }),
  },
  /** The connection is cut once, when so much of the file has come. */
  reset: {
    stage: 'transfer',
    seed: 9,
    parameter: { unit: 'percent', usual: 50, from: 0, to: 99 },
    lasts: 'attempts',
    announces: () => recovers(['FW-U07', 'FW-V05']),
  },
  /** When so much of the file has come nothing is read any more, once. */
  stall: {
    stage: 'transfer',
    seed: 10,
    parameter: { unit: 'percent', usual: 50, from: 0, to: 75 },
    lasts: 'attempts',
    announces: () => recovers(['FW-U06', 'FW-V05']),
  },
  /** So many times the store says that the ticket's policy has expired. */
  expired: {
    stage: 'store',
    seed: 11,
    parameter: { unit: 'times', usual: 1, from: 1, to: 3 },
    lasts: 'attempts',
    announces: (value) => recovers(...Array.from({ length: value }, () => ['FW-U10'])),
  },
  'too-large': {
    stage: 'store',
    seed: 12,
    lasts: 'until-disarmed',
    announces: () => failed('FW-U12', 'store-refused'),
  },
  'signature-refused': {
    stage: 'store',
    seed: 13,
    lasts: 'until-disarmed',
    announces: () => failed('FW-U11', 'store-refused', 2),
  },
  /** Everything is stored, and the connection breaks before the answer, once. */
  'lost-answer': {
    stage: 'proof',
    seed: 14,
    lasts: 'attempts',
    announces: () => ({ ...recovers(), asksStore: true }),
  },
  /** The store keeps a file of which one bit differs. */
  'wrong-checksum': {
    stage: 'proof',
    seed: 15,
    lasts: 'until-disarmed',
    announces: () => failed('FW-V03', 'checksum-mismatch', 2),
  },
  /** The bucket's CORS rule does not expose the checksum to pages; our server can read it. */
  'hidden-header': {
    stage: 'proof',
    seed: 16,
    lasts: 'until-disarmed',
    announces: () => ({ ...recovers(), asksStore: true }),
  },
  /** The store tells its checksum to nobody. */
  'no-checksum': {
    stage: 'proof',
    seed: 17,
    lasts: 'until-disarmed',
    announces: () => ({
      tries: [],
      ends: { status: 'done', verdict: 'unverified' },
      asksStore: true,
    }),
  },
};

/** The number that counts: that of the link, or the usual one; 0 where there is none. */
export function valueOf({ name, value }: Chosen): number {
  return value ?? SCENARIOS[name].parameter?.usual ?? 0;
}
