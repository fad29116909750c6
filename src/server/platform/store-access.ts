import { randomUUID } from 'node:crypto';
import type { ReadinessCause, ReadinessCheck } from '../process/cloud-readiness.ts';
import type { PlatformWatch } from './platform-watch.ts';
import type { TicketService } from './services.ts';

/** Of a store in this process: no ticket is given for a folder that keeps nothing, and pages wait until it does. */

const WHY: Partial<Record<ReadinessCause, readonly [what: string, mend: string]>> = {
  'store-gone': [
    'The folder of this server’s store (DATA_DIR) is not there any more',
    'bring it back as it was',
  ],
  'store-read-only': [
    'The folder of this server’s store (DATA_DIR) cannot be written any more',
    'make it writable',
  ],
};

/** A full disk is left to the store: it knows how large a file is. */
async function findFault(check: ReadinessCheck) {
  const fault = await check();
  return fault && WHY[fault.cause];
}

export function ticketsWhileStored(tickets: TicketService, check: ReadinessCheck): TicketService {
  return async function issueWhileStored(...call) {
    const why = await findFault(check);
    if (why === undefined) return tickets(...call);
    const [what, mend] = why;
    const message = `${what}. Nothing was stored; ${mend}, and uploads go on by themselves.`;
    return {
      kind: 'refused',
      status: 503,
      problem: { code: 'OtaDrop.StoreAway', message, requestId: randomUUID() },
      retryAfterS: undefined,
      created: undefined,
    };
  };
}

export function watchWithStore(watch: PlatformWatch, check: ReadinessCheck): PlatformWatch {
  return {
    async look() {
      return (await findFault(check)) === undefined ? watch.look() : { platform: 'away' };
    },
  };
}
