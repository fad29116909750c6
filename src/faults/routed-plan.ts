import type { FaultPlan, PlayedPlan, Post } from './fault-plan.ts';

/** What a request tells of who sent it. */
export type Sender = { readonly key?: string | undefined; readonly from?: string | undefined };

/**
 * Several plans in front of one cloud: every request meets the plan of its own page. Calls for a ticket are left to the caller, who knows
 * their sender.
 * @param planOf is asked about every request
 */
export function routePlans(planOf: (sender: Sender) => FaultPlan): PlayedPlan {
  const met = new WeakMap<Post, FaultPlan>();
  return {
    // A preflight that was answered well is remembered by browsers, and the next sender may have none.
    preflight: 'same-socket',
    meet(sample) {
      const plan = planOf(sample);
      const post = plan.meet(sample);
      met.set(post, plan);
      return post;
    },
    bit: (post, ...bite) => met.get(post)?.bit(post, ...bite),
    took: (post, bytes) => met.get(post)?.took(post, bytes),
    meetTicket: () => undefined,
    meetPreflight: (from) => planOf({ from }).meetPreflight(from),
    isAway: (from) => planOf({ from }).isAway(from),
    lookUp: (method, key) => planOf({ key }).lookUp(method, key),
  };
}
