import type { Context } from 'hono';
import { getSignedCookie, setSignedCookie } from 'hono/cookie';
import { randomBytes } from 'node:crypto';
import { connectionOf } from '../../server/access/connection.ts';
import { createCredentialsCheck, isToken } from '../../server/access/credentials-check.ts';
import { isLoopback } from '../../server/process/loopback.ts';

/** Who may arm: who sits at this machine, or has the operator's key. */
export type ArmingGate = (c: Context, given: string | undefined, from: string) => Promise<Passage>;

export type Passage =
  | { readonly kind: 'open' }
  | { readonly kind: 'key-needed' }
  /** There is no key: from there no one may. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'key-wrong' }
  | { readonly kind: 'too-many'; readonly retryAfterS: number };

const COOKIE = 'ota-drop-scenarios';
/** A working day. */
const LIFE_S = 8 * 3_600;

export function createArmingGate(
  publicUrl: string | undefined,
  key: string | undefined,
): ArmingGate {
  // Known to this process alone: with the next start the key is asked for again.
  const secret = randomBytes(32);
  const credentials = createCredentialsCheck(isToken(key ?? ''));
  const isHttps = publicUrl?.startsWith('https:') ?? false;
  return async (c, given, from) => {
    if (publicUrl === undefined && isAtThisMachine(c)) return { kind: 'open' };
    if (key === undefined) return { kind: 'closed' };
    const until = Number(await getSignedCookie(c, secret, COOKIE));
    if (until > Date.now()) return { kind: 'open' };
    if (given === undefined) return { kind: 'key-needed' };
    const checked = await credentials.check({ name: '', secret: given }, from);
    if (checked.kind === 'wrong') return { kind: 'key-wrong' };
    if (checked.kind === 'too-many') return checked;
    await setSignedCookie(c, COOKIE, String(Date.now() + LIFE_S * 1000), secret, {
      path: '/api/scenarios',
      httpOnly: true,
      sameSite: 'Strict',
      secure: isHttps,
      maxAge: LIFE_S,
    });
    return { kind: 'open' };
  };
}

/** A proxy on this machine speaks for others, and says so. */
function isAtThisMachine(c: Context): boolean {
  const isHandedOn = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some(
    (name) => c.req.header(name) !== undefined,
  );
  return !isHandedOn && isLoopback(connectionOf(c).remoteAddress.replace(/^::ffff:/i, ''));
}
