import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import {
  ConfirmationRequestSchema,
  type ConfirmationEnvelope,
} from '../../contract/confirmation.ts';
import type { PageConfig } from '../../contract/page-config.ts';
import { problemEnvelope } from '../../contract/problem.ts';
import { TicketRequestSchema } from '../../contract/ticket.ts';
import type { ConfirmationService } from './confirmations.ts';
import { clientOf } from './client-of.ts';
import { addPackageEndpoint, type PackageEndpoint } from './package-endpoint.ts';
import { servePage, type PageFiles } from './page-files.ts';
import type { PlatformWatch } from './platform-watch.ts';
import { addPostEndpoint } from './post-endpoint.ts';
import { STOPPING_RETRY_AFTER_S, type Readiness } from './readiness.ts';
import { refusalCause } from '../platform/refusal-cause.ts';
import { answerForeignWorkers } from '../process/last-worker.ts';
import { hostGuard, refuse } from './request-guard.ts';
import { securityHeaders, type HeaderRules } from './security-headers.ts';
import type { TicketService } from '../platform/tickets.ts';

export type AppOptions = {
  readonly desk: TicketService;
  readonly confirmations: ConfirmationService;
  /** Undefined: this server makes no packages. */
  readonly firmware?: PackageEndpoint | undefined;
  readonly readiness: Readiness;
  readonly platformWatch: PlatformWatch;
  readonly config: PageConfig;
  readonly rules: HeaderRules;
  /** Host names, without port, that this server answers under. */
  readonly hostnames: ReadonlySet<string>;
  readonly publicOrigin: string | undefined;
  readonly files: PageFiles;
  readonly report: (error: unknown) => void;
};

/** The page and its API. Bytes of firmware never pass through here. */
export function createApp(options: AppOptions): Hono {
  const { desk, confirmations, firmware, readiness, config, rules, files, report } = options;
  const { platformWatch, publicOrigin, hostnames } = options;
  const app = new Hono();

  app.use(securityHeaders(rules));
  app.use('/api/*', async function markBuild(c, next) {
    await next();
    // A page that was served before the last update learns of it here.
    if (config.build !== undefined) c.res.headers.set('X-Ota-Drop-Build', config.build);
  });
  // Balancers ask by address, and there is nothing in these answers for another site's page.
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', (c) => {
    const state = readiness.report();
    return c.json(state, state.status === 'ready' ? 200 : 503);
  });
  app.use(hostGuard(hostnames));

  app.get('/config.json', (c) => c.json(config));
  app.get('/api/platform', async (c) => c.json(await platformWatch.look()));

  addPostEndpoint(app, {
    path: '/api/tickets',
    publicOrigin,
    schema: TicketRequestSchema,
    example: '{"fileSuffix":"bin"}, or another of the eight suffixes',
    untouched: 'Nothing was stored',
    async answer(c, { fileSuffix }) {
      if (readiness.isStopping()) {
        c.header('Retry-After', String(STOPPING_RETRY_AFTER_S));
        return refuse(
          c,
          503,
          'OtaDrop.Stopping',
          'This server is about to end, or to start again. Nothing was stored; try again in a moment.',
        );
      }
      const outcome = await desk.issue(fileSuffix, c.req.raw.signal, clientOf(c));
      switch (outcome.kind) {
        case 'issued':
          readiness.keyAccepted();
          return c.json(outcome.envelope);
        case 'refused': {
          const { problem, status, retryAfterS } = outcome;
          if (refusalCause(problem.code) === 'key') readiness.keyRefused(problem.code);
          if (retryAfterS !== undefined) c.header('Retry-After', String(retryAfterS));
          return c.json(problemEnvelope(problem), status);
        }
      }
    },
  });

  addPostEndpoint(app, {
    path: '/api/confirmations',
    publicOrigin,
    schema: ConfirmationRequestSchema,
    example: '{"token":"...","size":1024,"crc64":"11051210869376104954"}',
    untouched: 'The store was not asked',
    async answer(c, request) {
      const findings = await confirmations.confirm(request, c.req.raw.signal);
      const envelope: ConfirmationEnvelope = {
        success: true,
        code: '',
        data: findings,
        requestId: randomUUID(),
      };
      return c.json(envelope);
    },
  });

  if (firmware !== undefined) addPackageEndpoint(app, publicOrigin, readiness, firmware);

  app.use(answerForeignWorkers());
  app.use(servePage(files, rules));
  app.notFound((c) => refuse(c, 404, 'OtaDrop.NotFound', 'There is nothing at this address.'));
  app.onError((error, c) => {
    // A client that goes away in the middle of its request is no mistake of ours.
    if (!c.req.raw.signal.aborted) report(error);
    return refuse(
      c,
      500,
      'OtaDrop.InternalError',
      'This server made a mistake and wrote it to its log. Nothing was stored; try again.',
    );
  });
  return app;
}
