import { createFaultPlan, type FaultPlan, type PlayedPlan } from '../faults/fault-plan.ts';
import { routePlans } from '../faults/routed-plan.ts';
import type { TicketFault } from '../faults/ticket-fault.ts';
import { armAll } from '../scenarios/arming.ts';
import type { Armer } from '../scenarios/armer.ts';

export type Armable = {
  /** For the cloud and the line to it. */
  readonly plan: PlayedPlan;
  /** What this call for a ticket meets. */
  readonly meetTicket: () => TicketFault | undefined;
  readonly armer: Armer;
  /** For faults that are no scenario's. */
  readonly armed: Pick<FaultPlan, 'arm' | 'disarm'>;
};

/** What goes wrong in the page's own cloud: nothing, until a scenario is armed. Every arming begins anew. */
export function createArmable(): Armable {
  let current = createFaultPlan();
  const listeners: (() => void)[] = [];
  return {
    plan: routePlans(() => current),
    meetTicket: () => current.meetTicket(),
    armed: {
      arm: (...fault) => current.arm(...fault),
      disarm() {
        current.disarm();
        for (const listener of listeners) listener();
      },
    },
    armer: {
      onDisarmed: (listener) => void listeners.push(listener),
      async arm({ chosen, seed }) {
        const next = createFaultPlan();
        armAll(next, chosen, seed);
        current = next;
        return { kind: 'armed' };
      },
      async disarm() {
        current = createFaultPlan();
        return { kind: 'armed' };
      },
    },
  };
}
