import type { Problem } from '../../contract/envelope.ts';
import { retryAfterIn } from '../../contract/header-value.ts';
import { readOssError } from '../../contract/oss-error.ts';
import type { Failure, FailureOf } from '../model/failure.ts';
import type { Asked } from '../model/failure-row.ts';
import { STORE_REFUSALS, storeRefusalOf } from '../model/refusal.ts';
import type { StoreAnswer } from './transport.ts';

/**
 * Reads the answer to a PostObject. Undefined when the store says that it has stored the object.
 * @param isEarly whether not even half of the ticket's life is over by the page's clock: what calls it expired has another time
 */
export function failureOf(answer: StoreAnswer, host: string, isEarly = false): Failure | undefined {
  const { status, origin, body, answerer } = answer;
  if (answerer !== undefined) return refusalOnTheWay(answer, answerer);
  if (origin !== new URL(host).origin) return { kind: 'answer-from-elsewhere' };
  if (status === 200 || status === 201 || status === 204) {
    return isOfStore(body) ? undefined : { kind: 'answer-not-of-store', status };
  }
  const error = readOssError(body);
  const requestId = answer.requestId ?? error?.requestId;
  if (error !== undefined && isPolicyExpired(error)) {
    const failure = { kind: 'policy-expired', status, error, requestId } as const;
    return isEarly ? { ...failure, isEarly } : failure;
  }
  const retryAfterMs = retryAfterIn(answer.retryAfter, null);
  const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { kind: 'store-refused', status, error, requestId, ...asked };
}

/** What our server said to a form in place of the store, or something before our server. */
function refusalOnTheWay(
  { status, retryAfter }: StoreAnswer,
  answerer: NonNullable<StoreAnswer['answerer']>,
): Failure {
  const problem = answerer.kind === 'server' ? answerer.problem : undefined;
  const retryAfterMs = retryAfterIn(retryAfter, null);
  const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
  // A gateway that has lost its server, or limits what passes, says the same before any store.
  if (problem === undefined && (status >= 500 || status === 413 || status === 408)) {
    return { kind: 'store-refused', status, error: undefined, requestId: undefined, ...asked };
  }
  if (problem === undefined && status < 300) return { kind: 'answer-not-of-store', status };
  return { kind: 'not-handed-on', status, problem: problem ?? NO_PROBLEM, ...asked };
}

const NO_PROBLEM: Problem = { code: '', message: '', requestId: '' };

/** After success OSS answers nothing, or with 201 an XML document; anything else was made up on the way. */
function isOfStore(body: string): boolean {
  return /^\s*(?:<\?xml|<PostResponse|$)/.test(body);
}

/** A refusal after which the object may nevertheless be there. */
export function mayBeStored(failure: Failure, isAllSent: boolean): boolean {
  switch (failure.kind) {
    case 'answer-not-of-store':
      return isAllSent;
    case 'store-refused':
      // A gateway that lost the store's answer; or the very object, stored by a send that the browser repeated.
      return failure.error === undefined
        ? isAllSent && failure.status >= 500
        : failure.error.code === 'FileAlreadyExists';
    default:
      return false;
  }
}

function isPolicyExpired({ ec, message }: { ec: string | undefined; message: string }): boolean {
  return ec === '0006-00000213' || /policy expired/i.test(message);
}

/** A refusal of the ticket itself. */
type TicketFault = FailureOf<'policy-expired' | 'store-refused'>;

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
