import type { Context, Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import { originGuard, refuse } from './request-guard.ts';

/** One call of the page's API: JSON in, JSON out, by POST alone. */
export type PostEndpoint<Request> = {
  readonly path: string;
  readonly publicOrigin: string | undefined;
  readonly schema: Schema<Request> | ((c: Context) => Schema<Request>);
  /** A body that would do, shown to a client that sent another one. */
  readonly example: string;
  /** What a refused request left as it was: `Nothing was stored`. */
  readonly untouched: string;
  /** Longest body, in bytes. */
  readonly maxBytes?: number;
  /** What is wrong with a field, where the schema's own message is no sentence. */
  readonly describeFault?: (issue: v.BaseIssue<unknown>) => string;
  readonly answer: (c: Context, request: Request) => Promise<Response>;
};

type Schema<Request> = v.GenericSchema<unknown, Request>;

const REQUEST_MAX_BYTES = 4 * 1024;

export function addPostEndpoint<Request>(app: Hono, endpoint: PostEndpoint<Request>): void {
  const { path, publicOrigin, schema, example, untouched, answer } = endpoint;
  const { maxBytes = REQUEST_MAX_BYTES, describeFault = (issue) => issue.message } = endpoint;
  const limit = limitBody(maxBytes, (c) =>
    refuse(c, 413, 'OtaDrop.BadRequest', `The request is too long. ${untouched}.`),
  );

  app.post(path, originGuard(publicOrigin, untouched), limit, async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const request = v.safeParse(typeof schema === 'function' ? schema(c) : schema, body);
    if (request.success && isWellFormed(request.output)) return answer(c, request.output);
    const fault = request.success
      ? 'A value has half of a character in it (a lone surrogate)'
      : body === undefined
        ? 'The body is no JSON'
        : describeFaults(request.issues, describeFault);
    const message = `${fault}. ${untouched}; send a body like ${example}.`;
    return refuse(c, 400, 'OtaDrop.BadRequest', message);
  });

  app.all(path, (c) => {
    c.header('Allow', 'POST');
    const message = `${path} takes POST with a JSON body. ${untouched}.`;
    return refuse(c, 405, 'OtaDrop.BadRequest', message);
  });
}

/** Node reads no more than a request has announced; only one that announces nothing has to be counted while it comes. */
function limitBody(maxSize: number, onError: (c: Context) => Response): MiddlewareHandler {
  const counting = bodyLimit({ maxSize, onError });
  return async function limitBodySize(c, next) {
    const announced = Number(c.req.header('content-length') ?? Number.NaN);
    const isPlain = c.req.header('transfer-encoding') === undefined;
    return isPlain && announced <= maxSize ? next() : counting(c, next);
  };
}

/** Every wrong field once, with the first thing that is wrong with it. */
function describeFaults(
  issues: readonly v.BaseIssue<unknown>[],
  describeFault: (issue: v.BaseIssue<unknown>) => string,
): string {
  const byField = new Map<unknown, string>();
  for (const issue of issues) {
    const field = issue.path?.[0]?.key;
    if (!byField.has(field)) byField.set(field, describeFault(issue));
  }
  return [...byField.values()].join('; ');
}

/** Half a character cannot be sent on: as UTF-8, which signatures and addresses are made of, it would become another one. */
function isWellFormed(request: unknown): boolean {
  const values = typeof request === 'object' && request !== null ? Object.values(request) : [];
  return values.every((value) => typeof value !== 'string' || !/\p{Surrogate}/u.test(value));
}
