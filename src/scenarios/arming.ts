import type { Aim } from '../faults/armed-faults.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import { AT_END, AT_START, type Fault } from '../faults/fault.ts';
import { createRandom, drawBetween } from '../faults/random.ts';
import type { TicketFault } from '../faults/ticket-fault.ts';
import { SCENARIOS, valueOf, type Chosen } from './catalogue.ts';
import { inOrder } from './combine.ts';

/** RFC 2606 keeps `.invalid` free for good. */
const FOREIGN_STORE = 'https://another-store.invalid';

type Arms = {
  readonly tickets?: { readonly fault: TicketFault; readonly times: number };
  readonly uploads?: { readonly fault: Fault; readonly aim: Aim };
  readonly outageMs?: number;
};

/**
 * Arms what was chosen. One after the other: what takes a whole attempt comes before what happens to every attempt from then on.
 * @param plan nothing may be armed in it, and no upload have been seen
 */
export function armAll(plan: FaultPlan, chosen: readonly Chosen[], seed: number | undefined): void {
  let nth = 1;
  for (const one of inOrder(chosen)) {
    const { lasts, stage, seed: own } = SCENARIOS[one.name];
    const times = lasts === 'attempts' ? (one.name === 'expired' ? valueOf(one) : 1) : Infinity;
    const { tickets, uploads, outageMs } = armsOf(one, seed ?? own, times);
    if (tickets !== undefined) plan.armTicket(tickets.fault, tickets.times);
    if (outageMs !== undefined) plan.armOutage(outageMs);
    if (uploads === undefined) continue;
    // A browser may send a POST once more by itself: both are one attempt, and have one key.
    plan.arm(uploads.fault, { each: 'key', nth, times, ...uploads.aim });
    if (lasts === 'attempts' && stage !== 'proof') nth += times;
  }
}

function armsOf(one: Chosen, seed: number, times: number): Arms {
  const value = valueOf(one);
  const at = { fileShare: value / 100 };
  const ticket = (fault: TicketFault): Arms => ({ tickets: { fault, times } });
  const upload = (fault: Fault, aim: Aim = {}): Arms => ({ uploads: { fault, aim } });
  switch (one.name) {
    case 'ticket-error':
      return ticket({ kind: 'gateway-error', status: gatewayStatus(value) });
    case 'throttled':
      return ticket({ kind: 'refused', code: 'Throttling.User', status: 429, retryAfterS: value });
    case 'malformed-ticket':
      return ticket({ kind: 'malformed' });
    case 'one-second-ticket':
      return ticket({ kind: 'short-life', lifeMs: 1_000, delayMs: 700 });
    case 'wrong-host':
      return ticket({ kind: 'foreign-store', host: FOREIGN_STORE });
    case 'outage':
      return { outageMs: value * 1000 };
    case 'no-cors':
      return upload({ kind: 'no-cors', on: 'everything' }, { each: 'post', nth: 1 });
    case 'slow':
      return upload({ kind: 'slowed', at: AT_START, bytesPerSecond: value * 1000 }, { nth: 1 });
    case 'reset':
      return upload({ kind: 'reset', at });
    case 'stall':
      return upload({ kind: 'stalled', at });
    case 'expired':
      return upload({ kind: 'refused', as: 'PolicyExpired', at: AT_END });
    case 'too-large':
      return upload({ kind: 'refused', as: 'EntityTooLarge', at: AT_END });
    case 'signature-refused':
      return upload({ kind: 'refused', as: 'SignatureDoesNotMatch', at: AT_END });
    case 'lost-answer':
      return upload({ kind: 'lost-answer', by: 'reset' });
    case 'wrong-checksum': {
      const random = createRandom(seed);
      const fileShare = random();
      return upload({ kind: 'flipped-bit', at: { fileShare }, bit: drawBetween(random, 0, 7) });
    }
    case 'hidden-header':
      return upload({ kind: 'hidden-checksum', from: 'pages' });
    case 'no-checksum':
      return upload({ kind: 'hidden-checksum', from: 'everybody' });
  }
}

function gatewayStatus(value: number): 500 | 502 | 503 | 504 {
  switch (value) {
    case 500:
    case 502:
    case 504:
      return value;
    default:
      return 503;
  }
}
