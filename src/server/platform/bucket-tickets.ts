import { randomUUID } from 'node:crypto';
import type { BucketAccess } from '../../contract/bucket/bucket-access.ts';
import { issueBucketTicket } from '../../contract/bucket/bucket-ticket.ts';
import { ticketEnvelope } from '../../contract/ticket.ts';
import type { TicketService } from './services.ts';

export type BucketTicketOptions = {
  readonly access: BucketAccess;
  /** What every key begins with. */
  readonly prefix: string;
  readonly ticketLifeMs: number;
  readonly sealToken: (firmwareUrl: string) => string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
};

/** Makes tickets for one's own bucket: no platform is asked, so nothing can be refused. */
export function createBucketTicketService(options: BucketTicketOptions): TicketService {
  const { access, prefix, ticketLifeMs, sealToken, now = Date.now } = options;
  return async function issueTicket({ fileSuffix }) {
    // Two objects never have one name, so no ticket can write over what another one wrote.
    const key = `${prefix}${randomUUID()}.${fileSuffix}`;
    const terms = { key, at: new Date(now()), lifeMs: ticketLifeMs };
    const ticket = await issueBucketTicket(access, terms);
    const envelope = ticketEnvelope(ticket, randomUUID(), sealToken(ticket.firmwareUrl));
    return { kind: 'good', envelope };
  };
}
