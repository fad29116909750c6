import type { FileSuffix } from '../contract/file-suffix.ts';
import { readTicketText } from '../contract/platform.ts';
import { findAddressFault } from '../contract/store-address.ts';
import type { Ticket, TicketRequest } from '../contract/ticket.ts';
import type { Failure } from './failure.ts';

/** Asks our server for one ticket. Rejects only when `signal` is aborted; everything else is an outcome. */
export type RequestTicket = (fileSuffix: FileSuffix, signal: AbortSignal) => Promise<TicketOutcome>;

export type TicketOutcome =
  | { readonly kind: 'issued'; readonly ticket: Ticket; readonly requestId: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type TicketClientOptions = {
  /** Absolute URL of any backend that answers the documented envelope. */
  readonly endpoint: string;
  /** Exact origins that firmware may be sent to; undefined when none are listed. */
  readonly storeHosts: readonly string[] | undefined;
};

const TICKET_TIMEOUT_MS = 15_000;

export function createTicketClient({ endpoint, storeHosts }: TicketClientOptions): RequestTicket {
  return async (fileSuffix, signal) => {
    const request: TicketRequest = { fileSuffix };
    const patience = AbortSignal.any([signal, AbortSignal.timeout(TICKET_TIMEOUT_MS)]);
    let response: Response;
    let text: string;
    try {
      response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(request),
        cache: 'no-store',
        signal: patience,
      });
      text = await response.text();
    } catch {
      signal.throwIfAborted();
      return failed({ kind: 'ticket-unreachable' });
    }
    const { status } = response;
    const answer = readTicketText(text);
    switch (answer.kind) {
      case 'malformed':
        // A gateway's error page has no envelope, but its status says what it is.
        return response.ok
          ? failed({ kind: 'ticket-malformed', status, detail: answer.detail })
          : failed({
              kind: 'ticket-refused',
              status,
              problem: { code: '', message: '', requestId: '' },
            });
      case 'refused':
        return failed({ kind: 'ticket-refused', status, problem: answer.problem });
      case 'issued': {
        const { ticket, requestId } = answer;
        // The server has looked at this already; the page looks again, since it is the one that sends.
        const fault = findAddressFault(ticket, storeHosts);
        return fault === undefined
          ? { kind: 'issued', ticket, requestId }
          : failed({ kind: 'address-untrusted', fault, requestId });
      }
    }
  };
}

function failed(failure: Failure): TicketOutcome {
  return { kind: 'failed', failure };
}
