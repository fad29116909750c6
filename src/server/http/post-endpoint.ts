import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import { originGuard, refuse } from './request-guard.ts';

/** One call of the page's API: JSON in, JSON out, by POST alone. */
export type PostEndpoint<T> = {
  readonly path: string;
  readonly publicOrigin: string | undefined;
  readonly schema: v.GenericSchema<unknown, T>;
  /** A body that would do, for whoever sends another. */
  readonly example: string;
  /** What a refused request left as it was: `Nothing was stored`. */
  readonly untouched: string;
  /** Longest body, in bytes. */
  readonly maxBytes?: number;
  /** What is wrong with a field, where the schema's own message is no sentence. */
  readonly wordFault?: (issue: v.BaseIssue<unknown>) => string;
  readonly answer: (c: Context, request: T) => Promise<Response>;
};

const REQUEST_MAX_BYTES = 4 * 1024;

export function addPostEndpoint<T>(app: Hono, endpoint: PostEndpoint<T>): void {
  const { path, publicOrigin, schema, example, untouched, answer } = endpoint;
  const { maxBytes = REQUEST_MAX_BYTES, wordFault = (issue) => issue.message } = endpoint;
  const limit = bodyLimit({
    maxSize: maxBytes,
    onError: (c) => refuse(c, 413, 'OtaDrop.BadRequest', `The request is too long. ${untouched}.`),
  });

  app.post(path, originGuard(publicOrigin, untouched), limit, async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const request = v.safeParse(schema, body);
    if (request.success && isWellFormed(request.output)) return answer(c, request.output);
    if (request.success) {
      return refuse(
        c,
        400,
        'OtaDrop.BadRequest',
        `A value has half of a character in it (a lone surrogate). ${untouched}; send a body like ${example}.`,
      );
    }
    const faults =
      body === undefined ? 'The body is no JSON' : wordFaults(request.issues, wordFault);
    return refuse(
      c,
      400,
      'OtaDrop.BadRequest',
      `${faults}. ${untouched}; send a body like ${example}.`,
    );
  });

  app.all(path, (c) => {
    c.header('Allow', 'POST');
    return refuse(
      c,
      405,
      'OtaDrop.BadRequest',
      `${path} takes POST with a JSON body. ${untouched}.`,
    );
  });
}

/** Every wrong field once, with the first thing that is wrong with it. */
function wordFaults(
  issues: readonly v.BaseIssue<unknown>[],
  wordFault: (issue: v.BaseIssue<unknown>) => string,
): string {
  const byField = new Map<unknown, string>();
  for (const issue of issues) {
    const field = issue.path?.[0]?.key;
    if (!byField.has(field)) byField.set(field, wordFault(issue));
  }
  return [...byField.values()].join('; ');
}

/** Half a character cannot be sent on: as UTF-8, which signatures and addresses are made of, it would become another one. */
function isWellFormed(request: unknown): boolean {
  const values = typeof request === 'object' && request !== null ? Object.values(request) : [];
  return values.every((value) => typeof value !== 'string' || !/\p{Surrogate}/u.test(value));
}
