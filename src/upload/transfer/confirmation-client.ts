import type { Trace } from '../exchange-event.ts';
import {
  readConfirmationText,
  type Confirmation,
  type ConfirmationRequest,
} from '../../contract/confirmation.ts';

/** What our server has found out; `unreachable`: the server could not be asked, which says nothing about the store. */
export type ConfirmationOutcome = Confirmation | { readonly confirmation: 'unreachable' };

/**
 * Asks our server what the store holds at a ticket's address. Rejects only when `signal` is aborted; an answer that does
 * not prove anything is `unknown`.
 */
export type Confirm = (
  request: ConfirmationRequest,
  signal: AbortSignal,
  trace?: Trace,
) => Promise<ConfirmationOutcome>;

const CONFIRMATION_TIMEOUT_MS = 10_000;

/** @param endpoint absolute URL; undefined when the backend only issues tickets */
export function createConfirmationClient(endpoint: string | undefined): Confirm {
  return async (request, signal, trace) => {
    if (endpoint === undefined) return { confirmation: 'unknown' };
    const fields: [string, string][] = [['token', request.token]];
    trace?.({ type: 'asked', call: 'confirmation', url: endpoint, fields });
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(request),
        cache: 'no-store',
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(CONFIRMATION_TIMEOUT_MS)]),
      });
      const text = await response.text();
      const status = response.type === 'opaqueredirect' ? 302 : response.status;
      const headers = [...response.headers];
      trace?.({ type: 'answered', call: 'confirmation', status, headers });
      // A gateway whose server is away, a server that is about to go, or something that wants the user to sign in.
      const isOfAnother =
        response.type === 'opaqueredirect' ||
        response.status >= 500 ||
        response.status === 401 ||
        response.status === 403;
      return isOfAnother ? { confirmation: 'unreachable' } : readConfirmationText(text);
    } catch {
      signal.throwIfAborted();
      trace?.({ type: 'unanswered', call: 'confirmation', why: 'unreachable' });
      return { confirmation: 'unreachable' };
    }
  };
}
