import type { Trace } from '../exchange-event.ts';
import {
  readConfirmationText,
  type Confirmation,
  type ConfirmationRequest,
} from '../../contract/confirmation.ts';
import { answererOf, hear, wantsSignIn, type SignInWanted } from './answerer.ts';

/** What our server has found out. */
export type ConfirmationOutcome =
  | Confirmation
  /** The server could not be asked, which says nothing about the store. */
  | {
      readonly confirmation: 'unreachable';
      /** Something has answered that wants the user to sign in, for certain or perhaps. */
      readonly signIn?: Exclude<SignInWanted, 'no'>;
    };

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
      const heard = await hear(response);
      const { status, text } = heard;
      const headers = [...response.headers];
      trace?.({ type: 'answered', call: 'confirmation', status, headers });
      const signIn = wantsSignIn(answererOf(heard), status);
      if (signIn !== 'no') return { confirmation: 'unreachable', signIn };
      // A gateway whose server is away, a server that is about to go, or one that refuses this page.
      const isRefused = status >= 500 || status === 401 || status === 403;
      return isRefused ? { confirmation: 'unreachable' } : readConfirmationText(text);
    } catch {
      signal.throwIfAborted();
      trace?.({ type: 'unanswered', call: 'confirmation', why: 'unreachable' });
      return { confirmation: 'unreachable' };
    }
  };
}
