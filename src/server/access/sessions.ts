import { createHash, hkdfSync, randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import * as v from 'valibot';
import type { SessionRules } from './sign-in-rules.ts';
import { localSignOuts, type SignOuts } from './sign-outs.ts';

/**
 * Sessions live in a signed cookie, so that any replica with the same secret reads them. What was signed out is remembered until
 * it would have expired.
 */
export type Sessions = {
  begin(c: Context, name: string): Promise<Session>;
  /** Undefined without a cookie of ours, and when it is over, signed out, or of a user whose password is another one now. */
  read(c: Context): Promise<Session | undefined>;
  end(c: Context): Promise<void>;
};

export type Session = {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
};

export type SessionsOptions = SessionRules & {
  /** What has to be as it was when the session began: the user's password. Undefined for a user that is gone. */
  readonly bondOf: (name: string) => string | undefined;
  /** Known by this process alone, if missing. */
  readonly signOuts?: SignOuts | undefined;
  readonly now?: () => number;
};

/** With the prefix `__Host-` browsers take it only by https, or on this machine, from this very host, for every path of it. */
const COOKIE = 'ota-drop';
/** Keeps this key apart from every other that may be made from the same secret. */
const LABEL = 'ota-drop session 1';

const SessionSchema = v.object({
  id: v.string(),
  name: v.string(),
  until: v.number(),
  bond: v.string(),
});

export function createSessions(options: SessionsOptions): Sessions {
  const { secret, lifeMs, bondOf, now = () => Date.now() } = options;
  const key = Buffer.from(hkdfSync('sha256', secret, '', LABEL, 32));
  const signOuts = options.signOuts ?? localSignOuts(now);

  const bond = (name: string) => {
    const text = bondOf(name);
    return text && createHash('sha256').update(text).digest('base64url').slice(0, 12);
  };

  async function open(c: Context) {
    const text = await getSignedCookie(c, key, COOKIE, 'host');
    if (typeof text !== 'string') return undefined;
    const json = v.safeParse(v.pipe(v.string(), v.parseJson(), SessionSchema), decode(text));
    if (!json.success) return undefined;
    const session = json.output;
    if (session.until <= now() || session.bond !== bond(session.name)) return undefined;
    return (await signOuts.has(session.id)) ? undefined : session;
  }

  return {
    async begin(c, name) {
      const session = { id: randomUUID(), name, until: now() + lifeMs, bond: bond(name) ?? '' };
      await setSignedCookie(c, COOKIE, encode(JSON.stringify(session)), key, {
        prefix: 'host',
        httpOnly: true,
        sameSite: 'Strict',
        maxAge: Math.max(1, Math.floor(lifeMs / 1000)),
      });
      return session;
    },
    read: open,
    async end(c) {
      const session = await open(c);
      if (session !== undefined) await signOuts.add(session.id, session.until);
      deleteCookie(c, COOKIE, { prefix: 'host', path: '/', secure: true });
    },
  };
}

const encode = (text: string) => Buffer.from(text).toString('base64url');
const decode = (text: string) => Buffer.from(text, 'base64url').toString();
