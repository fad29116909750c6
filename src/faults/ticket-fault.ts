/** What can go wrong when a ticket is asked for, on purpose: what the platform answers the server with. */
export type TicketFault =
  /** The platform says no, in its envelope; with 200, as most of its refusals come, unless told otherwise. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly status?: number;
      /** Whole seconds, as `Retry-After`. */
      readonly retryAfterS?: number;
    }
  /** A gateway's page stands where the platform should. */
  | { readonly kind: 'gateway-error'; readonly status: 500 | 502 | 503 | 504 }
  /** The envelope is the documented one, and there is no ticket in it. */
  | { readonly kind: 'malformed' }
  /** The ticket names another store than the server knows. */
  | { readonly kind: 'foreign-store'; readonly host: string }
  /** A good ticket that lives for no longer than this, by its own times, and arrives when some of that is over. */
  | { readonly kind: 'short-life'; readonly lifeMs: number; readonly delayMs: number }
  /** The right answer, later. */
  | { readonly kind: 'late'; readonly delayMs: number };
