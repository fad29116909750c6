/**
 * What does not answer. For as long as that is so, nothing begins and no attempt is used up: it concerns all uploads alike,
 * and no further attempt would help one of them.
 */
export type Away =
  /** The browser knows of no network. */
  | { readonly for: 'network' }
  /** Our server; the store may be away as well, but without a ticket that makes no difference. */
  | { readonly for: 'server' }
  /** Something before our server, which wants the user to sign in again before it lets a call through. */
  | { readonly for: 'sign-in' }
  /** Our server answers, the platform behind it does not: there are no tickets. */
  | ({ readonly for: 'platform' } & OfTarget)
  /** Our server answers, the store at this origin does not. */
  | ({ readonly for: 'store'; readonly host: string } & OfTarget);

/** Id of the target it belongs to, where there are several: uploads to the others go on. */
type OfTarget = { readonly target?: string | undefined };

export type AwayKind = Away['for'];
