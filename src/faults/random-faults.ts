import type { Fault, Position } from './fault.ts';
import { createNthRandom, drawBetween, drawFrom, type Random } from './random.ts';
import type { RefusalName } from './refusal-name.ts';

/** Chooses for the n-th POST, counted from 1, whether it meets a fault, and which one. */
export type FaultChoice = (nth: number) => Fault | undefined;

export type RandomFaultsOptions = {
  readonly seed: number;
  /** Of all POSTs, from 0 to 1. */
  readonly share: number;
  readonly kinds?: readonly Fault['kind'][];
};

/** What another attempt can get past, and soon: `stalled` is not among them, since it takes an uploader's whole patience. */
export const PASSING_KINDS: readonly Fault['kind'][] = [
  'reset',
  'closed',
  'slowed',
  'lost-answer',
  'late-answer',
  'refused',
  'gateway-error',
  'flipped-bit',
];
const PASSING_REFUSALS: readonly RefusalName[] = [
  'PolicyExpired',
  'RequestTimeout',
  'SlowDown',
  'ServiceUnavailable',
  'TotalQpsLimitExceeded',
  'UploadTrafficRateLimitExceeded',
  'InternalError',
];

/** Trouble for a share of all POSTs, the same for the same seed, whatever order they end in. */
export function randomFaults({
  seed,
  share,
  kinds = PASSING_KINDS,
}: RandomFaultsOptions): FaultChoice {
  return (nth) => {
    const random = createNthRandom(seed, nth);
    return random() < share ? randomFault(drawFrom(random, kinds), random) : undefined;
  };
}

export function randomFault(kind: Fault['kind'], random: Random): Fault {
  const at: Position = { bodyShare: random() };
  switch (kind) {
    case 'refused':
      return { kind, as: drawFrom(random, PASSING_REFUSALS), at };
    case 'gateway-error':
      return { kind, status: drawFrom(random, [502, 503, 504]), at, isReadable: random() < 0.5 };
    case 'portal-page':
    case 'xml-bomb':
      return { kind, at, isReadable: random() < 0.5 };
    case 'redirected':
      return { kind, status: drawFrom(random, [301, 307]), location: 'http://other.invalid/', at };
    case 'huge-error':
      return { kind, bytes: drawBetween(random, 1_000_000, 100_000_000), at };
    case 'flipped-bit':
      return { kind, at, bit: drawBetween(random, 0, 7) };
    case 'hidden-checksum':
      return { kind, from: drawFrom(random, ['pages', 'everybody']) };
    case 'no-cors':
      return { kind, on: drawFrom(random, ['everything', 'answer']) };
    case 'late-answer':
      return { kind, delayMs: drawBetween(random, 10, 2_000) };
    case 'unseen-object':
      return { kind, heads: drawBetween(random, 1, 2), as: drawFrom(random, [404, 403, 503]) };
    case 'reset':
    case 'stalled':
      return { kind, at };
    case 'closed':
      return { kind, at, isPolite: random() < 0.5 };
    case 'slowed':
      return { kind, at, bytesPerSecond: drawBetween(random, 4_000_000, 20_000_000) };
    case 'lost-answer':
      return { kind, by: drawFrom(random, ['reset', 'close']) };
  }
}
