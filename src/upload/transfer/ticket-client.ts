import type { FileSuffix } from '../../contract/file-suffix.ts';
import { readTicketText, type Ticket, type TicketRequest } from '../../contract/ticket.ts';
import { findAddressFault } from '../../contract/store-address.ts';
import type { Failure } from '../model/failure.ts';
import { pageHeader } from './page-name.ts';
import { retryAfterIn } from '../../contract/header-value.ts';

/** Asks our server for one ticket. Rejects only when `signal` is aborted; everything else is an outcome. */
export type RequestTicket = (fileSuffix: FileSuffix, signal: AbortSignal) => Promise<TicketOutcome>;

export type TicketOutcome =
  | {
      readonly kind: 'issued';
      readonly ticket: Ticket;
      readonly requestId: string;
      /** Undefined when the backend cannot be asked about an object later. */
      readonly confirmationToken: string | undefined;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type TicketClientOptions = {
  /** Absolute URL of any backend that answers the documented envelope. */
  readonly endpoint: string;
  /** Exact origins that firmware may be sent to; undefined when none are listed. */
  readonly storeHosts: readonly string[] | undefined;
  /** Hears which page the server serves by now. */
  readonly onBuild?: (build: string) => void;
};

const TICKET_TIMEOUT_MS = 10_000;

export function createTicketClient(options: TicketClientOptions): RequestTicket {
  const { endpoint, storeHosts, onBuild } = options;
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...pageHeader(endpoint),
  };
  return async (fileSuffix, signal) => {
    const request: TicketRequest = { fileSuffix };
    const timeout = AbortSignal.timeout(TICKET_TIMEOUT_MS);
    let response: Response;
    let text: string;
    try {
      response = await fetch(endpoint, {
        method: 'POST',
        headers,
        body: JSON.stringify(request),
        cache: 'no-store',
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      text = await response.text();
    } catch {
      signal.throwIfAborted();
      return failed(
        timeout.aborted
          ? { kind: 'ticket-timeout', afterMs: TICKET_TIMEOUT_MS }
          : { kind: 'ticket-unreachable' },
      );
    }
    const { headers: told } = response;
    // A browser does not tell the status of a redirect that it was told not to follow.
    const status = response.type === 'opaqueredirect' ? 302 : response.status;
    const build = told.get('x-ota-drop-build');
    if (build !== null) onBuild?.(build);
    const retryAfterMs = retryAfterIn(told.get('retry-after'), told.get('date'));
    const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
    const answer = readTicketText(text);
    switch (answer.kind) {
      case 'malformed': {
        // A gateway's error page has no envelope, but its status says what it is.
        if (response.ok) return failed({ ...answer, kind: 'ticket-malformed', status });
        const problem = { code: '', message: '', requestId: '' };
        return failed({ kind: 'ticket-refused', status, problem, ...asked });
      }
      case 'refused':
        return failed({ kind: 'ticket-refused', status, problem: answer.problem, ...asked });
      case 'issued': {
        const { ticket, requestId } = answer;
        // The server has looked at this already; the page looks again, since it is the one that sends.
        const fault = findAddressFault(ticket, storeHosts);
        if (fault !== undefined) return failed({ kind: 'address-untrusted', fault, requestId });
        return isMixedContent(ticket.host)
          ? failed({ kind: 'address-insecure', host: ticket.host, requestId })
          : answer;
      }
    }
  };
}

/** What a browser would silently not send: http from an https page, except to this very computer. */
function isMixedContent(host: string): boolean {
  const { protocol, hostname } = new URL(host);
  const isLocal = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  return location.protocol === 'https:' && protocol === 'http:' && !isLocal;
}

function failed(failure: Failure): TicketOutcome {
  return { kind: 'failed', failure };
}
