import { readTicketPolicy } from '../../contract/post-form.ts';
import { policyLifeMs } from '../../contract/post-policy.ts';
import { findAddressFault } from '../../contract/store-address.ts';
import type { Ticket } from '../../contract/ticket.ts';
import { isLoopback } from '../process/loopback.ts';
import type { Finding } from './finding.ts';

/** A minute is what Alibaba gives. Less than this is not enough for a large file on a usual line. */
const LIFE_MIN_MS = 30_000;

export function examineTicket(
  ticket: Ticket,
  storeHosts: readonly string[],
  /** Undefined where browsers need not reach the store. */
  pageOrigin: string | undefined,
): readonly Finding[] {
  return [
    ...examineLife(ticket),
    ...examineAddress(ticket, storeHosts),
    ...(pageOrigin === undefined ? [] : examineWay(ticket.host, pageOrigin)),
  ];
}

function examineLife(ticket: Ticket): readonly Finding[] {
  const reading = readTicketPolicy(ticket);
  if (reading.kind === 'invalid') {
    return [
      {
        check: 'ticket',
        severity: 'fault',
        what: `The policy in the ticket cannot be read (${reading.detail}).`,
        mend: 'The platform has to give out another one.',
      },
    ];
  }
  const lifeMs = policyLifeMs(reading.policy, ticket.utcCreate);
  if (!(lifeMs < LIFE_MIN_MS)) return [];
  return [
    {
      check: 'ticket-life',
      severity: 'warning',
      what: `A ticket lives for ${lifeMs / 1000} s. What is not sent within that is refused when it has arrived.`,
      mend: 'A longer life is a setting of the embedded cloud; of another platform it has to be asked for:',
      paste: 'TICKET_LIFE_S=60',
    },
  ];
}

function examineAddress(ticket: Ticket, storeHosts: readonly string[]): readonly Finding[] {
  const fault = findAddressFault(ticket, storeHosts);
  if (fault === undefined) return [];
  if (fault.kind === 'host') {
    return [
      {
        check: 'store-host',
        severity: 'fault',
        what: `Tickets name the store ${fault.host}, which is not in STORE_HOSTS (${storeHosts.join(', ') || 'nothing'}).`,
        mend: 'If that is your bucket, pin it, and ask again: before that nothing is sent to it.',
        paste: `STORE_HOSTS=${fault.host.replace(/^https:\/\//, '')}`,
      },
    ];
  }
  return [
    {
      check: 'ticket',
      severity: 'fault',
      what: `The ticket’s address is not one to send firmware to (${fault.kind}).`,
      mend: 'Nothing is sent with such a ticket; the platform has to be asked why it gives it out.',
    },
  ];
}

/** Whether a user’s browser can get from the page to the store at all. */
function examineWay(host: string, pageOrigin: string): readonly Finding[] {
  const [store, page] = [new URL(host), new URL(pageOrigin)];
  const isHere = isLoopback(store.hostname);
  if (isHere && !isLoopback(page.hostname)) {
    return [
      {
        check: 'store-public',
        severity: 'fault',
        what: `Users open ${pageOrigin}, and tickets send them to ${host}, which is their own machine.`,
        mend: 'Say where users reach the embedded store:',
        paste: `CLOUD_PUBLIC_URL=${page.protocol}//store.${page.hostname}`,
      },
    ];
  }
  if (!isHere && page.protocol === 'https:' && store.protocol === 'http:') {
    return [
      {
        check: 'store-public',
        severity: 'fault',
        what: `From ${pageOrigin} browsers send nothing to ${host}, since that is not https.`,
        mend: 'Let the store be reached by https.',
        paste: `STORE_HOSTS=${store.hostname}`,
      },
    ];
  }
  return [];
}
