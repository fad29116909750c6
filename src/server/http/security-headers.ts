import type { MiddlewareHandler } from 'hono';
import { isLoopback } from '../process/loopback.ts';

/** What the page's answers say about what the page may do. */
export type HeaderRules = {
  /** Exact origins that the page may send firmware to. */
  readonly storeHosts: readonly string[];
  /** Whether users reach the page by https; only then may an answer insist on it. */
  readonly isHttps: boolean;
};

const DENIED_FEATURES =
  'accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope hid magnetometer microphone midi payment picture-in-picture screen-wake-lock serial usb xr-spatial-tracking'
    .split(' ')
    .map((feature) => `${feature}=()`)
    .join(', ');

/** The policy of the page itself; `nonce` is new in every answer and reaches everything the entry script loads. */
export function pagePolicy(rules: HeaderRules, nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    ["connect-src 'self'", ...rules.storeHosts].join(' '),
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types app',
    ...(rules.isHttps ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

/** Digests run as WebAssembly: allowed in the worker's own answer, so that the page stays strict. */
export const WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";

/** For every other answer: nothing may run or be framed. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'";

export function securityHeaders(rules: HeaderRules): MiddlewareHandler {
  return async function setSecurityHeaders(c, next) {
    await next();
    const defaults: Record<string, string> = {
      'Content-Security-Policy': CLOSED_POLICY,
      'Cache-Control': 'no-store',
      // Not require-corp: under that a page cannot even learn whether a store without CORS is there.
      'Cross-Origin-Embedder-Policy': 'credentialless',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': DENIED_FEATURES,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      // On plain http under a name browsers ignore it, and complain.
      ...(isTrustworthy(rules, c.req.url) && { 'Cross-Origin-Opener-Policy': 'same-origin' }),
      ...(rules.isHttps && { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' }),
    };
    for (const [name, value] of Object.entries(defaults)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  };
}

function isTrustworthy(rules: HeaderRules, url: string): boolean {
  return rules.isHttps || isLoopback(new URL(url).hostname);
}
