import * as v from 'valibot';
import { SessionSchema, type Session } from '../../contract/access/session.ts';
import { readEnvelopeText } from '../../contract/envelope.ts';
import type { PageConfig } from '../../contract/page-config.ts';

/** Who is signed in, as far as the page knows. */
export type SessionState =
  | { readonly status: 'unknown' }
  | { readonly status: 'signed-out' }
  | { readonly status: 'user'; readonly name: string };

/** Why a sign-in failed. */
export type SignInFault = 'wrong' | 'too-many' | 'not-kept' | 'unanswered';

export type SessionStore = {
  subscribe(listener: () => void): () => void;
  getSnapshot(): SessionState;
  /** Asks the server again; what it cannot be asked about stays as it was. */
  refresh(): Promise<void>;
  /** Undefined when it worked. */
  signIn(name: string, secret: string): Promise<SignInFault | undefined>;
  signOut(): Promise<void>;
};

export type SignInConfig = NonNullable<PageConfig['signIn']>;

const TIMEOUT_MS = 10_000;
/** The longest that a timer can wait. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** One for the page, since its settings are read once. */
const stores = new WeakMap<SignInConfig, SessionStore>();

export function sessionOf(config: SignInConfig): SessionStore {
  const store = stores.get(config) ?? createSessionStore(config);
  stores.set(config, store);
  return store;
}

function createSessionStore(config: SignInConfig): SessionStore {
  const listeners = new Set<() => void>();
  let state: SessionState = { status: 'unknown' };
  let over: ReturnType<typeof setTimeout> | undefined;

  function become({ user, until }: Session): void {
    clearTimeout(over);
    const leftMs = until === undefined ? Number.NaN : Date.parse(until) - Date.now();
    if (user !== null && leftMs > 0) {
      over = setTimeout(() => void refresh(), Math.min(leftMs + 500, TIMER_MAX_MS));
    }
    const next: SessionState =
      user === null ? { status: 'signed-out' } : { status: 'user', name: user.name };
    if (next.status === state.status && nameIn(next) === nameIn(state)) return;
    state = next;
    for (const listener of listeners) listener();
  }

  async function refresh(): Promise<void> {
    try {
      const response = await ask(config.sessionEndpoint);
      const session = v.safeParse(SessionSchema, await response.json());
      if (session.success) become(session.output);
    } catch {
      // It is asked for again with the next sign of its end.
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => state,
    refresh,
    async signIn(name, secret) {
      try {
        const response = await post(config.signInEndpoint ?? '', { name, secret });
        const answer = readEnvelopeText(await response.text());
        if (response.status === 429) return 'too-many';
        if (answer.kind === 'refused' && response.status === 401) return 'wrong';
        if (answer.kind !== 'good') return 'unanswered';
      } catch {
        return 'unanswered';
      }
      await refresh();
      // By http from another machine, or where cookies are forbidden, a browser throws it away.
      return state.status === 'user' ? undefined : 'not-kept';
    },
    async signOut() {
      await post(config.signOutEndpoint ?? '', {}).catch(() => undefined);
      await refresh();
    },
  };
}

const nameIn = (state: SessionState) => (state.status === 'user' ? state.name : undefined);

function post(endpoint: string, body: object): Promise<Response> {
  return ask(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function ask(endpoint: string, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(endpoint, document.baseURI), {
    ...init,
    cache: 'no-store',
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}
