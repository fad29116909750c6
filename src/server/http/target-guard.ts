import type { Context, MiddlewareHandler } from 'hono';
import { TARGET_HEADER } from '../../contract/access/target.ts';
import { refuse } from './request-guard.ts';

/** One of several clouds, as users call it. */
export type TargetName = { readonly id: string; readonly label: string };

/** Empty where the call names none. */
export function targetIn(c: Context): string {
  return c.req.header(TARGET_HEADER) ?? '';
}

/** A page that is older than the list of targets must not send its file to another one. */
export function targetGuard(targets: ReadonlyMap<string, unknown>): MiddlewareHandler {
  return async function refuseUnknownTarget(c, next) {
    const target = targetIn(c);
    if (target === '' || targets.has(target)) return next();
    const message =
      'This server has no such target. Nothing was stored; reload the page to see which ones there are.';
    return refuse(c, 400, 'OtaDrop.UnknownTarget', message);
  };
}
