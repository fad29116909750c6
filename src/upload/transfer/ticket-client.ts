import type { FileSuffix } from '../../contract/file-suffix.ts';
import { retryAfterIn } from '../../contract/header-value.ts';
import {
  PAGE_HEADER,
  readTicketText,
  type Ticket,
  type TicketRequest,
} from '../../contract/ticket.ts';
import {
  findUnmetCondition,
  policyLifeMs,
  sizeRange,
  type PostPolicy,
} from '../../contract/post-policy.ts';
import { readTicketPolicy } from '../../contract/post-form.ts';
import { findAddressFault } from '../../contract/store-address.ts';
import { toldText } from '../../contract/legible-text.ts';
import type { Trace } from '../exchange-event.ts';
import type { Provenance } from '../../contract/envelope.ts';
import { TARGET_HEADER } from '../../contract/access/target.ts';
import type { Failure } from '../model/failure.ts';
import { hear, type Heard } from './answerer.ts';

/** Asks our server for one ticket. Rejects only when `signal` is aborted; everything else is an outcome. */
export type RequestTicket = (
  fileSuffix: FileSuffix,
  signal: AbortSignal,
  /** Id of one of several targets; without it the server's first. */
  target?: string,
  trace?: Trace,
) => Promise<TicketOutcome>;

export type TicketOutcome =
  | {
      readonly kind: 'issued';
      readonly ticket: Ticket;
      readonly requestId: string;
      /** Undefined when the backend cannot be asked about an object later. */
      readonly confirmationToken: string | undefined;
      readonly provenance?: Provenance | undefined;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type TicketClientOptions = {
  /** Absolute URL of any backend that answers the documented envelope. */
  readonly endpoint: string;
  /** Exact origins that firmware may be sent to; undefined when none are listed. */
  readonly storeHosts: readonly string[] | undefined;
  /** Hears which page the server serves by now. */
  readonly onBuild?: (build: string) => void;
  /** The browser's own, unless something else stands in for it: what is asked, where the page is, how long an answer may take. */
  readonly fetch?: typeof globalThis.fetch;
  readonly page?: Pick<Location, 'protocol' | 'origin'>;
  readonly timeLimit?: (ms: number) => AbortSignal;
};

const TICKET_TIMEOUT_MS = 10_000;

export function createTicketClient(options: TicketClientOptions): RequestTicket {
  const { endpoint, storeHosts, onBuild, page = location } = options;
  const { timeLimit = (ms) => AbortSignal.timeout(ms) } = options;
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...pageHeader(endpoint, page),
  };
  return async (fileSuffix, signal, target, trace) => {
    const request: TicketRequest = { fileSuffix };
    const timeout = timeLimit(TICKET_TIMEOUT_MS);
    const { fetch = globalThis.fetch } = options;
    let response: Response;
    let heard: Heard;
    trace?.({
      type: 'asked',
      call: 'ticket',
      url: endpoint,
      fields: [['fileSuffix', fileSuffix]],
    });
    try {
      response = await fetch(endpoint, {
        method: 'POST',
        headers: target === undefined ? headers : { ...headers, [TARGET_HEADER]: target },
        body: JSON.stringify(request),
        cache: 'no-store',
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      heard = await hear(response);
    } catch {
      signal.throwIfAborted();
      const why = timeout.aborted ? 'timeout' : 'unreachable';
      trace?.({ type: 'unanswered', call: 'ticket', why });
      return failed(
        timeout.aborted
          ? { kind: 'ticket-timeout', afterMs: TICKET_TIMEOUT_MS }
          : { kind: 'ticket-unreachable' },
      );
    }
    const { headers: told } = response;
    const { status, text } = heard;
    const build = told.get('x-ota-drop-build');
    if (build !== null) onBuild?.(build);
    const retryAfterMs = retryAfterIn(told.get('retry-after'), told.get('date'));
    const head = { status, isOk: response.ok, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    const outcome = readOutcome(text, head, storeHosts, page);
    const instead = outcome.kind === 'issued' ? {} : { text };
    trace?.({ type: 'answered', call: 'ticket', status, headers: [...told], ...instead });
    return outcome;
  };
}

/** What an answer says: its ticket, held against where firmware may be sent, or why there is none. */
function readOutcome(
  text: string,
  { status, isOk, ...asked }: { status: number; isOk: boolean; retryAfterMs?: number },
  storeHosts: readonly string[] | undefined,
  page: Pick<Location, 'protocol'>,
): TicketOutcome {
  const answer = readTicketText(text);
  switch (answer.kind) {
    case 'malformed': {
      // A gateway's error page has no envelope, but its status says what it is.
      if (isOk) return failed({ ...answer, kind: 'ticket-malformed', status });
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
      return isMixedContent(ticket.host, page)
        ? failed({ kind: 'address-insecure', host: ticket.host, requestId })
        : answer;
    }
  }
}

/** What a browser would silently not send: http from an https page, except to this very computer. */
function isMixedContent(host: string, page: Pick<Location, 'protocol'>): boolean {
  const { protocol, hostname } = new URL(host);
  const isLocal = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  return page.protocol === 'https:' && protocol === 'http:' && !isLocal;
}

function failed(failure: Failure): TicketOutcome {
  return { kind: 'failed', failure };
}

/** By chance, and no secret; `randomUUID` is missing where a page came by plain http. */
const NAME = [...crypto.getRandomValues(new Uint32Array(3))]
  .map((part) => part.toString(36))
  .join('');

/** The header by which its own server tells this page from others; none for another backend, which might not allow it. */
export function pageHeader(
  endpoint: string,
  page: Pick<Location, 'origin'> = location,
): Readonly<Record<string, string>> {
  return new URL(endpoint).origin === page.origin ? { [PAGE_HEADER]: NAME } : {};
}

export type Limits =
  | {
      readonly kind: 'limits';
      readonly lifeMs: number;
      readonly min: number;
      readonly max: number;
      readonly allowsKey: boolean;
      readonly policy: PostPolicy;
    }
  | { readonly kind: 'unreadable'; readonly detail: string };

/** What the ticket's own policy says of its life, of sizes and of the key; no constant of ours stands in for it. */
export function readLimits(ticket: Ticket): Limits {
  const reading = readTicketPolicy(ticket);
  if (reading.kind === 'invalid') {
    return { kind: 'unreadable', detail: toldText(`data.policy: ${reading.detail}`) };
  }
  const lifeMs = policyLifeMs(reading.policy, ticket.utcCreate);
  // Every comparison with NaN is false: a life that cannot be told would never be over.
  if (Number.isNaN(lifeMs)) return { kind: 'unreadable', detail: 'data.utcCreate: no time' };
  const { min, max } = sizeRange(reading.policy) ?? { min: 0, max: Number.MAX_SAFE_INTEGER };
  const { policy } = reading;
  return { kind: 'limits', lifeMs, min, max, allowsKey: allowsKey(policy, ticket.key), policy };
}

function allowsKey(policy: PostPolicy, key: string): boolean {
  const conditions = policy.conditions.filter(
    (condition) => condition.kind !== 'size' && condition.field === 'key',
  );
  return findUnmetCondition({ ...policy, conditions }, new Map([['key', key]])) === undefined;
}
