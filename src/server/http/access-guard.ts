import type { Context, MiddlewareHandler } from 'hono';
import type { Access, Identity } from '../access/access.ts';
import type { User } from '../access/sign-in-rules.ts';
import { refuse } from './request-guard.ts';

declare module 'hono' {
  // How Hono is told of a variable: it wants an interface.
  interface ContextVariableMap {
    /** The user who asks; undefined without sign-in. */
    user: User | undefined;
  }
}

/** Lets only signed-in users through to the API. */
export function accessGuard(access: Access): MiddlewareHandler {
  return async function refuseStrangers(c, next) {
    const identity = await access.identify(c);
    if (identity.kind === 'anyone') return next();
    if (identity.kind !== 'user') return refuseStranger(c, identity, access);
    c.set('user', identity.user);
    return next();
  };
}

function refuseStranger(
  c: Context,
  identity: Extract<Identity, { kind: 'stranger' | 'refused' }>,
  { kind }: Access,
): Response {
  if (identity.kind === 'refused' && identity.checked.kind === 'too-many') {
    return refuseTooMany(c, identity.checked.retryAfterS);
  }
  challenge(c, kind);
  if (identity.kind === 'refused') {
    const message = 'The token, name or password in the request is wrong. Nothing was stored.';
    return refuse(c, 401, 'OtaDrop.WrongSignIn', message);
  }
  const message =
    kind === 'proxy'
      ? 'This server learns from its proxy who asks, and was not told. Nothing was stored; open the page by the proxy’s address and sign in there.'
      : 'Nobody is signed in. Nothing was stored; open the page and sign in, or send an Authorization header.';
  return refuse(c, 401, 'OtaDrop.SignInRequired', message);
}

export function refuseTooMany(c: Context, retryAfterS: number): Response {
  c.header('Retry-After', String(retryAfterS));
  const message = `Too many wrong sign-ins came from your address. Nothing was stored; try again in ${retryAfterS} seconds.`;
  return refuse(c, 429, 'OtaDrop.TooManySignIns', message);
}

/** A browser would answer `Basic` with a window of its own, over the page's form: only scripts are told of it. */
function challenge(c: Context, kind: Access['kind']): void {
  if (kind === 'token') c.header('WWW-Authenticate', 'Bearer realm="OTA Drop"');
  else if (kind === 'password' && c.req.header('sec-fetch-site') === undefined) {
    c.header('WWW-Authenticate', 'Basic realm="OTA Drop", charset="UTF-8"');
  }
}
