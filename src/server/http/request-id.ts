import type { MiddlewareHandler } from 'hono';
import { requestId, type RequestIdVariables } from 'hono/request-id';
import { inRequest } from '../operations/request-scope.ts';
import type { Emit } from '../operations/server-event.ts';

/** Longer ones are replaced: every line of the log repeats it. */
const REQUEST_ID_MAX_CHARS = 100;

/** Takes over the id that a proxy gave in `X-Request-Id`, if it is a plain word, else gives one; the answer has it as well. */
export function identifyRequests(): MiddlewareHandler {
  return requestId({ limitLength: REQUEST_ID_MAX_CHARS });
}

/** Every event until the answer belongs to this request. */
export function watchRequests(emit: Emit): MiddlewareHandler<{ Variables: RequestIdVariables }> {
  return function watchRequest(c, next) {
    return inRequest(c.get('requestId'), async () => {
      const since = performance.now();
      await next();
      const { status } = c.res;
      emit({ kind: 'request', method: c.req.method, status, ms: performance.now() - since });
    });
  };
}
