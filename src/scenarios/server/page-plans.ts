import { createFaultPlan, type FaultPlan, type PlayedPlan } from '../../faults/fault-plan.ts';
import { routePlans } from '../../faults/routed-plan.ts';
import type { TicketFault } from '../../faults/ticket-fault.ts';
import { isLoopback } from '../../server/process/loopback.ts';
import { armAll } from '../arming.ts';
import type { Link } from '../link.ts';

/**
 * What is armed for whom. A page gives itself a name by chance with every call for a ticket; a key belongs to the page that has got
 * it, and what has no key yet to the page that has asked for a ticket last from the same address: its preflight follows at once.
 */
export type PagePlans = {
  arm(page: string, link: Link): void;
  disarm(page: string): void;
  /** @returns what this page's call for a ticket meets */
  meetTicket(page: string, from: string): TicketFault | undefined;
  /** This page has got a ticket for it. */
  adopt(page: string, key: string): void;
  /** For the cloud. */
  readonly plan: PlayedPlan;
  /** Undefined where nothing was armed for it. */
  planOf(page: string): FaultPlan | undefined;
};

/** The page that has been silent for longest goes first. */
const PAGES_MAX = 200;
const KEYS_MAX = 20_000;
const ADDRESSES_MAX = 1_000;

export function createPagePlans(): PagePlans {
  const idle = createFaultPlan();
  const plans = new Map<string, FaultPlan>();
  const pageOfKey = new Map<string, string>();
  const latestAt = new Map<string, string>();
  return {
    arm(page, { chosen, seed }) {
      const plan = createFaultPlan();
      armAll(plan, chosen, seed);
      keep(plans, page, plan, PAGES_MAX);
    },
    disarm: (page) => void plans.delete(page),
    meetTicket(page, from) {
      keep(latestAt, placeOf(from), page, ADDRESSES_MAX);
      const plan = plans.get(page);
      if (plan !== undefined) keep(plans, page, plan, PAGES_MAX);
      return plan?.meetTicket();
    },
    adopt(page, key) {
      if (plans.has(page)) keep(pageOfKey, key, page, KEYS_MAX);
    },
    plan: routePlans(({ key, from }) => {
      const page = key === undefined ? latestAt.get(placeOf(from ?? '')) : pageOfKey.get(key);
      return plans.get(page ?? '') ?? idle;
    }),
    planOf: (page) => plans.get(page),
  };
}

/** Behind those that are there, and the first of too many is forgotten. */
function keep<Value>(map: Map<string, Value>, name: string, value: Value, most: number): void {
  map.delete(name);
  map.set(name, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

/** This machine has several addresses for itself, and a page may be opened at one and the store be reached at another. */
function placeOf(address: string): string {
  const plain = address.replace(/^::ffff:/i, '');
  return isLoopback(plain) ? 'loopback' : plain;
}
