import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** The request that is being answered, wherever in its course an event happens. */
type RequestScope = { readonly requestId: string };

const scopes = new AsyncLocalStorage<RequestScope>();

export function inRequest<T>(requestId: string, work: () => T): T {
  return scopes.run({ requestId }, work);
}

/** Undefined for what belongs to no request. */
export function requestIdIfAny(): string | undefined {
  return scopes.getStore()?.requestId;
}

/** The id that an answer names; the log has it as well. */
export function currentRequestId(): string {
  return requestIdIfAny() ?? randomUUID();
}
