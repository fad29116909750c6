import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import {
  ConfirmationRequestSchema,
  type ConfirmationEnvelope,
} from '../../contract/confirmation.ts';
import type { Dialect } from '../../contract/dialect.ts';
import { otaFirmwareSchema } from '../../contract/ota-firmware.ts';
import type { PageConfig } from '../../contract/page-config.ts';
import { TicketRequestSchema } from '../../contract/ticket.ts';
import type { PlatformWatch } from '../platform/platform-watch.ts';
import type { PackageService, TicketService } from '../platform/services.ts';
import type { Readiness } from '../process/readiness.ts';
import type { ConfirmationService } from './confirmations.ts';
import { answerForeignWorkers } from './last-worker.ts';
import { describeFieldFault } from './package-fields.ts';
import { servePage, type PageFiles } from './page-files.ts';
import { addPlatformEndpoint } from './platform-endpoint.ts';
import { addPostEndpoint } from './post-endpoint.ts';
import { hostGuard, refuse } from './request-guard.ts';
import { securityHeaders, type HeaderRules } from './security-headers.ts';

export type PlatformSide = {
  readonly packages: PackageService;
  /** Whose rules the request for a package is held against before the platform is asked. */
  readonly dialect: Dialect;
  readonly watch: PlatformWatch;
};

export type AppOptions = {
  readonly tickets: TicketService;
  readonly confirmations: ConfirmationService;
  /** What there is with an IoT platform alone. */
  readonly platform: PlatformSide | undefined;
  readonly readiness: Readiness;
  readonly config: PageConfig;
  readonly rules: HeaderRules;
  /** Host names, without port, that this server answers under. */
  readonly hostnames: ReadonlySet<string>;
  readonly publicOrigin: string | undefined;
  readonly files: PageFiles;
  readonly report: (error: unknown) => void;
};

/** 4,096 characters of `udi` may each be three bytes, or six where they are escaped. */
const PACKAGE_MAX_BYTES = 32 * 1024;

/** The page and its API. Bytes of firmware never pass through here. */
export function createApp(options: AppOptions): Hono {
  const { config, confirmations, files, platform, publicOrigin, readiness, rules } = options;
  const app = new Hono();

  app.use(securityHeaders(rules));
  app.use('/api/*', async function markBuild(c, next) {
    await next();
    // A page that was served before the last update learns of it here.
    if (config.build !== undefined) c.res.headers.set('X-Ota-Drop-Build', config.build);
  });
  // Before the guard: a balancer asks by address, and there is nothing in these answers for another site's page.
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', (c) => {
    const state = readiness.report();
    return c.json(state, state.status === 'ready' ? 200 : 503);
  });
  app.use(hostGuard(options.hostnames));

  app.get('/config.json', (c) => c.json(config));

  addPlatformEndpoint(app, {
    path: '/api/tickets',
    publicOrigin,
    schema: TicketRequestSchema,
    example: '{"fileSuffix":"bin"}, or another of the eight suffixes',
    untouched: 'Nothing was stored',
    service: options.tickets,
    readiness,
  });

  addPostEndpoint(app, {
    path: '/api/confirmations',
    publicOrigin,
    schema: ConfirmationRequestSchema,
    example: '{"token":"..."}',
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

  if (platform !== undefined) {
    app.get('/api/platform', async (c) => c.json(await platform.watch.look()));
    addPlatformEndpoint(app, {
      path: '/api/firmware',
      publicOrigin,
      schema: otaFirmwareSchema(platform.dialect),
      maxBytes: PACKAGE_MAX_BYTES,
      example: '{"firmwareUrl":"https://...","firmwareName":"doorbell","destVersion":"1.4.2"}',
      untouched: 'No package was created',
      describeFault: describeFieldFault,
      service: platform.packages,
      readiness,
    });
  }

  app.use(answerForeignWorkers());
  app.use(servePage(files, rules));
  app.notFound((c) => refuse(c, 404, 'OtaDrop.NotFound', 'There is nothing at this address.'));
  app.onError((error, c) => {
    // A client that goes away in the middle of its request is no mistake of ours.
    if (!c.req.raw.signal.aborted) options.report(error);
    return refuse(
      c,
      500,
      'OtaDrop.InternalError',
      'This server made a mistake and wrote it to its log. Nothing was stored; try again.',
    );
  });
  return app;
}
