import {
  readConfirmationText,
  type ConfirmationFindings,
  type ConfirmationRequest,
} from '../contract/confirmation.ts';

/**
 * Asks our server what the store holds at a ticket's address. Rejects only when `signal` is aborted; whatever does not
 * prove anything is `unknown`.
 */
export type Confirm = (
  request: ConfirmationRequest,
  signal: AbortSignal,
) => Promise<ConfirmationFindings>;

const CONFIRMATION_TIMEOUT_MS = 10_000;

/** @param endpoint absolute URL; undefined when the backend only issues tickets */
export function createConfirmationClient(endpoint: string | undefined): Confirm {
  return async (request, signal) => {
    if (endpoint === undefined) return { confirmation: 'unknown' };
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(request),
        cache: 'no-store',
        signal: AbortSignal.any([signal, AbortSignal.timeout(CONFIRMATION_TIMEOUT_MS)]),
      });
      return readConfirmationText(await response.text());
    } catch {
      signal.throwIfAborted();
      return { confirmation: 'unknown' };
    }
  };
}
