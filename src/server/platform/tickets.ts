import type { FileSuffix } from '../../contract/file-suffix.ts';
import { ticketCall } from '../../contract/platform-call.ts';
import { readTicket } from '../../contract/platform.ts';
import { findAddressFault } from '../../contract/store-address.ts';
import { ticketEnvelope, type TicketEnvelope } from '../../contract/ticket.ts';
import type { ConfirmationTokens } from '../http/confirmation-token.ts';
import type { Client } from './fair-turns.ts';
import type { PlatformClient } from './platform-client.ts';
import {
  crowded,
  malformed,
  refusedByPlatform,
  unreachable,
  untrusted,
  type RefusedTicket,
} from './ticket-problems.ts';

/** Asks the platform for one ticket, with a call signed here. Tickets are never cached or prefetched, nor is a call repeated. */
export type TicketService = {
  issue(fileSuffix: FileSuffix, signal: AbortSignal, client?: Client): Promise<DeskAnswer>;
};

export type DeskAnswer =
  | { readonly kind: 'issued'; readonly envelope: TicketEnvelope }
  | RefusedTicket;

export type TicketServiceOptions = {
  readonly platform: PlatformClient;
  /** Exact origins a ticket may name. */
  readonly storeHosts: readonly string[];
  readonly tokens: ConfirmationTokens;
};

export function createTicketService({
  platform,
  storeHosts,
  tokens,
}: TicketServiceOptions): TicketService {
  return {
    async issue(fileSuffix, signal, client) {
      const outcome = await platform.ask(ticketCall(fileSuffix), signal, client);
      if (outcome.kind === 'crowded') return crowded(outcome.retryAfterS);
      if (outcome.kind === 'unreachable') return unreachable(outcome.lateAfterMs);
      const answer = readTicket(outcome.envelope);
      switch (answer.kind) {
        case 'refused':
          return refusedByPlatform(answer.problem, outcome);
        case 'malformed':
          return malformed(answer.detail, outcome);
        case 'issued': {
          const { ticket, requestId } = answer;
          const fault = findAddressFault(ticket, storeHosts);
          if (fault !== undefined) return untrusted(fault, requestId);
          const token = tokens.seal(ticket.firmwareUrl);
          return { kind: 'issued', envelope: ticketEnvelope(ticket, requestId, token) };
        }
      }
    },
  };
}
