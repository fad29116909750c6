import type { SignInKind } from '../../contract/access/session.ts';
import type { ProxyList } from '../process/proxy-list.ts';
import type { PasswordHash } from './password-hash.ts';

/** How a user proves who they are before the API answers. */
export type SignInRules =
  /** Users are not asked: for loopback, or where the operator has said that everyone may upload. */
  | { readonly kind: 'none' }
  /** One token for the whole team; the name that goes into the records is what the user says it is. */
  | { readonly kind: 'token'; readonly token: string; readonly sessions: SessionRules }
  | {
      readonly kind: 'password';
      readonly users: ReadonlyMap<string, PasswordHash>;
      readonly sessions: SessionRules;
    }
  /** A reverse proxy has asked already and says in a header who it is. */
  | { readonly kind: 'proxy'; readonly header: string };

export type SessionRules = {
  /** Signs cookies; replicas with the same one accept the sessions of each other. */
  readonly secret: string;
  readonly lifeMs: number;
};

export type AccessRules = {
  readonly signIn: SignInRules;
  /** Addresses whose word about the user and the client is taken. */
  readonly proxies: ProxyList;
  /** Tickets that one user may have in a day; 0 for as many as they want. */
  readonly ticketsPerUserDay: number;
};

/** Who asks. With a shared token the name is the user's own word; otherwise it is proved. */
export type User = {
  readonly name: string;
  readonly by: SignInKind;
};
