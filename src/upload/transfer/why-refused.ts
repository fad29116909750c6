import { headerValue, requestIdIn } from '../../contract/header-value.ts';
import { ERROR_BODY_MAX_CHARS } from '../../contract/limits.ts';
import type { Failure } from '../model/failure.ts';
import type { Asked } from '../model/failure-row.ts';
import { STORE_REFUSALS, storeRefusalOf } from '../model/refusal.ts';
import { failureOf } from './store-answer.ts';
import type { StoreAnswer } from './transport.ts';

/** The fields of a form without its file: no store can make an object of it, and one that refuses the ticket says why. */
export type Question = {
  /** Origin of the bucket. */
  readonly host: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
};

const ASK_TIMEOUT_MS = 5_000;

/**
 * Proxies that close a connection early (Caddy, nghttpx) keep the store's refusal from the page. This asks for it once more.
 * A plain form needs no preflight. Undefined when no answer can be read; rejects only when `signal` is aborted.
 */
export async function askWhy(
  { host, fields }: Question,
  signal: AbortSignal,
): Promise<StoreAnswer | undefined> {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  const patience = AbortSignal.any([signal, AbortSignal.timeout(ASK_TIMEOUT_MS)]);
  try {
    const response = await fetch(host, {
      method: 'POST',
      body: form,
      redirect: 'manual',
      credentials: 'omit',
      signal: patience,
    });
    if (response.type === 'opaqueredirect') return undefined;
    return {
      kind: 'answered',
      status: response.status,
      origin: new URL(response.url).origin,
      crc64: null,
      requestId: requestIdIn(response.headers.get('x-oss-request-id')),
      retryAfter: headerValue(response.headers.get('retry-after')),
      body: await readStart(response),
    };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  while (text.length < ERROR_BODY_MAX_CHARS) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text.slice(0, ERROR_BODY_MAX_CHARS);
}

/** A refusal of the ticket itself. */
type TicketFault = Extract<Failure, { kind: 'policy-expired' | 'store-refused' }>;

/**
 * What an answer to the question says of the transfer that broke off: a refusal that the ticket would have met with a file
 * as well. That the file is missing says nothing, and neither does an answer of something in between.
 * @param isTicketOver by the page's clock; then the store would say so now, whatever broke the connection
 * @param asked what came of the transfer instead of this answer
 */
export function refusalIn(
  answer: StoreAnswer,
  host: string,
  isTicketOver: boolean,
  asked: Asked,
): TicketFault | undefined {
  const fault = ticketFaultIn(answer, host, isTicketOver);
  if (fault === undefined || isOfNowAlone(fault, asked)) return undefined;
  return { ...fault, asked };
}

/** Where an object may be stored, a store that has no time or no room now may have had both for it. */
function isOfNowAlone(fault: TicketFault, asked: Asked): boolean {
  if (fault.kind !== 'store-refused' || !('found' in asked) || asked.found === 'absent')
    return false;
  return STORE_REFUSALS[storeRefusalOf(fault)].asked === 'now';
}

function ticketFaultIn(
  answer: StoreAnswer,
  host: string,
  isTicketOver: boolean,
): TicketFault | undefined {
  const failure = failureOf(answer, host);
  if (failure?.kind === 'policy-expired') return isTicketOver ? undefined : failure;
  if (failure?.kind !== 'store-refused' || failure.error === undefined) return undefined;
  const refusal = storeRefusalOf(failure);
  // Of a refusal that is not known only a 403 is certain to be about the ticket.
  if (refusal === 'refused' && failure.status !== 403) return undefined;
  return STORE_REFUSALS[refusal].asked === 'nothing' ? undefined : failure;
}
