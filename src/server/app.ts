import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import type { PageConfig } from '../contract/page-config.ts';
import { problemEnvelope } from '../contract/problem.ts';
import { TicketRequestSchema } from '../contract/ticket.ts';
import { servePage, type PageFiles } from './page-files.ts';
import { hostGuard, originGuard, refuse } from './request-guard.ts';
import { securityHeaders, type HeaderRules } from './security-headers.ts';
import type { TicketDesk } from './tickets.ts';

export type AppOptions = {
  readonly desk: TicketDesk;
  readonly config: PageConfig;
  readonly rules: HeaderRules;
  /** Host names, without port, that this server answers under. */
  readonly hostnames: ReadonlySet<string>;
  readonly publicOrigin: string | undefined;
  readonly files: PageFiles;
  readonly report: (error: unknown) => void;
};

const REQUEST_MAX_BYTES = 4 * 1024;

/** The page and its API. Bytes of firmware never pass through here. */
export function createApp(options: AppOptions): Hono {
  const { desk, config, rules, hostnames, publicOrigin, files, report } = options;
  const app = new Hono();

  app.use(securityHeaders(rules));
  app.use(hostGuard(hostnames));

  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/config.json', (c) => c.json(config));

  app.post(
    '/api/tickets',
    originGuard(publicOrigin),
    bodyLimit({
      maxSize: REQUEST_MAX_BYTES,
      onError: (c) =>
        refuse(c, 413, 'OtaDrop.BadRequest', 'The request is too long. Nothing was stored.'),
    }),
    async (c) => {
      const body: unknown = await c.req.json().catch(() => undefined);
      const request = v.safeParse(TicketRequestSchema, body);
      if (!request.success) {
        const [issue] = request.issues;
        const fault = body === undefined ? 'The body is no JSON' : issue.message;
        return refuse(
          c,
          400,
          'OtaDrop.BadRequest',
          `${fault}. Nothing was stored; send {"fileSuffix":"bin"} or another of the eight.`,
        );
      }
      const outcome = await desk.issue(request.output.fileSuffix, c.req.raw.signal);
      switch (outcome.kind) {
        case 'issued':
          return c.json(outcome.envelope);
        case 'refused':
          return c.json(problemEnvelope(outcome.problem), outcome.status);
      }
    },
  );
  app.all('/api/tickets', (c) => {
    c.header('Allow', 'POST');
    return refuse(
      c,
      405,
      'OtaDrop.BadRequest',
      'Tickets are asked for with POST. Nothing was stored.',
    );
  });

  app.use(servePage(files, rules));
  app.notFound((c) => refuse(c, 404, 'OtaDrop.NotFound', 'There is nothing at this address.'));
  app.onError((error, c) => {
    report(error);
    return refuse(
      c,
      500,
      'OtaDrop.InternalError',
      'This server made a mistake and wrote it to its log. Nothing was stored; try again.',
    );
  });
  return app;
}
