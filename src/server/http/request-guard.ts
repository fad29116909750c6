import type { Context, MiddlewareHandler } from 'hono';
import { problemEnvelope } from '../../contract/envelope.ts';
import { currentRequestId } from '../operations/request-scope.ts';
import { unknownHostPage, wantsPage } from './unknown-host.ts';

/**
 * Refuses a Host that is not ours. Another site's name may be made to resolve to this machine (DNS rebinding), and its
 * page would then count as same-origin; its name in the Host header gives it away.
 */
export function hostGuard(ourHostnames: ReadonlySet<string>): MiddlewareHandler {
  return async function refuseForeignHost(c, next) {
    if (ourHostnames.has(new URL(c.req.url).hostname)) return next();
    if (wantsPage(c)) return unknownHostPage(c);
    return refuse(
      c,
      421,
      'OtaDrop.UnknownHost',
      'This server does not answer under that name. Nothing was stored; if the name is right, set PUBLIC_URL to it and start the server again.',
    );
  };
}

/**
 * Refuses what another site's page makes a browser send. Every browser sends Origin with a POST; a call with neither Origin
 * nor Sec-Fetch-Site is no browser and passes, with JSON and an allowed Host.
 * @param untouched what a refusal left as it was, for the sentence: `Nothing was stored`
 */
export function originGuard(
  publicOrigin: string | undefined,
  untouched: string,
  body: keyof typeof BODIES = 'json',
): MiddlewareHandler {
  return async function refuseForeignPage(c, next) {
    const site = c.req.header('sec-fetch-site');
    const origin = c.req.header('origin');
    const host = c.req.header('host')?.toLowerCase();
    // At its public name the page has one scheme: a page by another one may have been written on its way.
    const isOurs =
      origin === undefined ||
      origin === publicOrigin ||
      (hostOf(origin) === host && host !== hostOf(publicOrigin ?? ''));
    if ((site !== undefined && site !== 'same-origin') || !isOurs) {
      return refuse(
        c,
        403,
        'OtaDrop.Forbidden',
        `Only the page of this server may ask here. ${untouched}; open that page, or set PUBLIC_URL to its address if a proxy stands before it.`,
      );
    }
    const { type, expected } = BODIES[body];
    if (!type.test(c.req.header('content-type') ?? '')) {
      return refuse(c, 415, 'OtaDrop.BadRequest', `${expected}. ${untouched}.`);
    }
    return next();
  };
}

const BODIES = {
  json: {
    type: /^application\/json\s*(;|$)/i,
    expected: 'A JSON body is expected (content-type: application/json)',
  },
  form: {
    type: /^multipart\/form-data\s*;/i,
    expected: 'A form is expected (content-type: multipart/form-data)',
  },
} as const;

/** The documented envelope of a refused call. */
export function refuse(
  c: Context,
  status: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 421 | 429 | 500 | 503,
  code: string,
  message: string,
): Response {
  return c.json(problemEnvelope({ code, message, requestId: currentRequestId() }), status);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
