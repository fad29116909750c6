import { randomUUID } from 'node:crypto';
import { createCounted } from '../process/counted.ts';
import type { Client } from './fair-turns.ts';
import type { TicketService } from './services.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A script that runs wild takes one user's tickets of the day, not the account's. What was refused does not count. All services
 * that are given to it count together.
 * @param perDay 0 for as many as they want
 */
export function limitPerUser(
  perDay: number,
  now?: () => number,
): (service: TicketService) => TicketService {
  if (perDay === 0) return (service) => service;
  const counted = createCounted({ max: perDay, windowMs: DAY_MS, ...(now && { now }) });
  return (service) => async (request, signal, client) => {
    const key = keyOf(client);
    const waitMs = counted.take(key);
    if (waitMs !== undefined) {
      const hours = Math.ceil(waitMs / 3_600_000);
      const message = `You have had all ${perDay} tickets of a day. Nothing was stored; try again in ${hours} h, or ask the operator for more (TICKETS_PER_USER_DAY).`;
      const problem = { code: 'OtaDrop.UserShareTaken', message, requestId: randomUUID() };
      return { kind: 'refused', status: 429, problem, retryAfterS: undefined, created: undefined };
    }
    let isIssued = false;
    try {
      const answer = await service(request, signal, client);
      isIssued = answer.kind === 'good';
      return answer;
    } finally {
      if (!isIssued) counted.giveBack(key);
    }
  };
}

const keyOf = (client: Client | undefined) => client?.address ?? '';
