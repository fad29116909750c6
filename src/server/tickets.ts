import type { FileSuffix } from '../contract/file-suffix.ts';
import { ticketCall, type PlatformAccess } from '../contract/platform-call.ts';
import { readTicket } from '../contract/platform.ts';
import { findAddressFault } from '../contract/store-address.ts';
import { ticketEnvelope, type TicketEnvelope } from '../contract/ticket.ts';
import type { ConfirmationTokens } from './confirmation-token.ts';
import { createPlatformCalls, PLATFORM_TIMEOUT_MS } from './platform-calls.ts';
import { createTicketLine, type TicketLine } from './ticket-line.ts';
import {
  crowded,
  malformed,
  refusedByPlatform,
  unreachable,
  untrusted,
  type RefusedTicket,
} from './ticket-problems.ts';

/** Asks the platform for one ticket, with a call signed here. Tickets are never cached or prefetched, nor is a call repeated. */
export type TicketDesk = {
  issue(fileSuffix: FileSuffix, signal: AbortSignal): Promise<DeskAnswer>;
};

export type DeskAnswer =
  | { readonly kind: 'issued'; readonly envelope: TicketEnvelope }
  | RefusedTicket;

export type TicketDeskOptions = {
  readonly access: PlatformAccess;
  /** Exact origins a ticket may name. */
  readonly storeHosts: readonly string[];
  readonly tokens: ConfirmationTokens;
  /** Without one, calls are made as they come. */
  readonly line?: TicketLine;
  readonly fetch?: typeof globalThis.fetch;
  readonly now?: () => number;
  readonly timeoutMs?: number;
};

export function createTicketDesk(options: TicketDeskOptions): TicketDesk {
  const {
    access,
    storeHosts,
    tokens,
    line = createTicketLine({ perSecond: 0 }),
    fetch = globalThis.fetch,
    now = Date.now,
    timeoutMs = PLATFORM_TIMEOUT_MS,
  } = options;
  const platform = createPlatformCalls({ access, line, fetch, now, timeoutMs });
  return {
    async issue(fileSuffix, signal) {
      const outcome = await platform.ask(ticketCall(fileSuffix), signal);
      if (outcome.kind === 'crowded') return crowded(outcome.retryAfterS);
      if (outcome.kind === 'unreachable') return unreachable(outcome.isLate, timeoutMs);
      const answer = readTicket(outcome.envelope);
      switch (answer.kind) {
        case 'refused':
          return refusedByPlatform(answer.problem, outcome, access.credentials);
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
