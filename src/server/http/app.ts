import { Hono, type Context } from 'hono';
import {
  ConfirmationRequestSchema,
  type ConfirmationEnvelope,
} from '../../contract/confirmation.ts';
import type { Dialect } from '../../contract/dialect.ts';
import { otaFirmwareSchema } from '../../contract/ota-firmware.ts';
import type { PageConfig } from '../../contract/page-config.ts';
import { TicketRequestSchema } from '../../contract/ticket.ts';
import type { Access } from '../access/access.ts';
import { NO_AUDIT, type AuditLog } from '../audit/audit-log.ts';
import { currentRequestId } from '../operations/request-scope.ts';
import type { Emit } from '../operations/server-event.ts';
import type { PlatformWatch } from '../platform/platform-watch.ts';
import type { PackageService, TicketService } from '../platform/services.ts';
import type { CloudReadiness } from '../process/cloud-readiness.ts';
import type { Readiness } from '../process/readiness.ts';
import type { Relay } from '../relay/relay.ts';
import { accessGuard } from './access-guard.ts';
import { tellOfConfirmation, tellOfPackage, tellOfTicket } from './audit-words.ts';
import { createAuditor } from './auditor.ts';
import { provenanceFor, withProvenance, withUploader } from './provenance.ts';
import { targetGuard, targetIn, type TargetName } from './target-guard.ts';
import type { ConfirmationService } from './confirmations.ts';
import { answerForeignWorkers } from './last-worker.ts';
import { describeFieldFault } from '../platform/package-fields.ts';
import { servePage, type PageFiles } from './page-files.ts';
import { addPlatformEndpoint } from './platform-endpoint.ts';
import { addPostEndpoint } from './post-endpoint.ts';
import { addRelayEndpoint } from './relay-endpoint.ts';
import { hostGuard, refuse } from './request-guard.ts';
import { identifyRequests, watchRequests } from './request-id.ts';
import { addSignInEndpoints } from './sign-in-endpoint.ts';
import { securityHeaders, type HeaderRules } from './security-headers.ts';

/** What there is with an IoT platform alone. */
export type PlatformSide = {
  readonly packages: PackageService;
  /** Whose rules the request for a package is held against before the platform is asked. */
  readonly dialect: Dialect;
  readonly watch: PlatformWatch;
};

/** What one cloud is asked by. */
export type TargetServices = {
  readonly tickets: TicketService;
  /** Undefined for a bucket of one's own. */
  readonly platform: PlatformSide | undefined;
  /** How users call it; undefined where there is one. */
  readonly name?: TargetName | undefined;
  /** Undefined where there is one: then it is the server's. */
  readonly health?: CloudReadiness | undefined;
};

/** Of several clouds the first one's services are those of a call that names none. */
export type AppOptions = TargetServices & {
  readonly targets?: ReadonlyMap<string, TargetServices>;
  readonly confirmations: ConfirmationService;
  readonly readiness: Readiness;
  readonly access: Access;
  readonly audit?: AuditLog;
  readonly config: PageConfig;
  readonly rules: HeaderRules;
  /** Host names, without port, that this server answers under. */
  readonly hostnames: ReadonlySet<string>;
  readonly publicOrigin: string | undefined;
  readonly files: PageFiles;
  readonly report: (error: unknown) => void;
  readonly emit: Emit;
  /** Undefined where files go straight to the store. */
  readonly relay: Relay | undefined;
};

const NO_TARGETS: ReadonlyMap<string, TargetServices> = new Map();

/** 4,096 characters of `udi` may each be three bytes, or six where they are escaped. */
const PACKAGE_MAX_BYTES = 32 * 1024;

/** The page and its API. Bytes of firmware pass through here only where a relay is asked for. */
export function createApp(options: AppOptions): Hono {
  const { access, config, confirmations, files, publicOrigin, readiness, rules } = options;
  const app = new Hono();
  const auditor = createAuditor(options.audit ?? NO_AUDIT, access, options.report);

  app.use(identifyRequests());
  app.use(watchRequests(options.emit));
  app.use(securityHeaders(rules));
  app.use('/api/*', async function markBuild(c, next) {
    await next();
    // A page that was served before the last update learns of it here.
    if (config.build !== undefined) c.res.headers.set('X-Ota-Drop-Build', config.build);
  });
  // Before the guard: a balancer asks by address, and there is nothing in these answers for another site's page.
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const state = await readiness.report();
    return c.json(state, state.status === 'ready' ? 200 : 503);
  });
  app.use(hostGuard(options.hostnames));

  // The page and its settings are the same for everyone and hold no secret; the form to sign in is part of them.
  app.get('/config.json', (c) => c.json(config));
  addSignInEndpoints(app, { access, auditor, publicOrigin });
  app.use('/api/*', accessGuard(access));
  const { targets = NO_TARGETS } = options;
  app.use('/api/*', targetGuard(targets));
  const servicesOf = (c: Context) => targets.get(targetIn(c)) ?? options;
  const provenanceOf = (c: Context) => provenanceFor(c.var.user, servicesOf(c).name);
  const readinessOf = (c: Context) => servicesOf(c).health ?? readiness;
  const platformTools = { readinessOf, access, auditor };

  addPlatformGuard(app, (c) => servicesOf(c).platform !== undefined);
  const platformOf = (c: Context) => platformBehind(servicesOf(c));
  app.get('/api/platform', async (c) => c.json(await platformOf(c).watch.look()));

  addPlatformEndpoint(app, {
    path: '/api/tickets',
    publicOrigin,
    schema: TicketRequestSchema,
    example: '{"fileSuffix":"bin"}, or another of the eight suffixes',
    untouched: 'Nothing was stored',
    serviceOf: (c) => servicesOf(c).tickets,
    tell: tellOfTicket,
    decorate: (c, envelope) => withProvenance(envelope, provenanceOf(c)),
    ...platformTools,
  });

  addPostEndpoint(app, {
    path: '/api/confirmations',
    publicOrigin,
    schema: ConfirmationRequestSchema,
    example: '{"token":"..."}',
    untouched: 'The store was not asked',
    async answer(c, request) {
      const findings = await confirmations.confirm(request, c.req.raw.signal);
      await auditor.note(c, tellOfConfirmation(findings));
      const envelope: ConfirmationEnvelope = {
        success: true,
        code: '',
        data: findings,
        requestId: currentRequestId(),
      };
      return c.json(envelope);
    },
  });

  addPlatformEndpoint(app, {
    path: '/api/firmware',
    publicOrigin,
    schema: (c) => otaFirmwareSchema(platformOf(c).dialect),
    maxBytes: PACKAGE_MAX_BYTES,
    example: '{"firmwareUrl":"https://...","firmwareName":"doorbell","destVersion":"1.4.2"}',
    untouched: 'No package was created',
    describeFault: describeFieldFault,
    serviceOf: (c) => platformOf(c).packages,
    tell: tellOfPackage,
    prepare: (c, firmware) => withUploader(firmware, c.var.user),
    ...platformTools,
  });

  if (options.relay !== undefined) addRelayEndpoint(app, options.relay, auditor, publicOrigin);

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

/** What an IoT platform alone can do is not there without one. */
function addPlatformGuard(app: Hono, hasPlatform: (c: Context) => boolean): void {
  for (const path of ['/api/platform', '/api/firmware']) {
    app.use(path, async function platformGuard(c, next) {
      if (hasPlatform(c)) return next();
      return refuse(c, 404, 'OtaDrop.NotFound', 'There is no IoT platform behind this bucket.');
    });
  }
}

function platformBehind({ platform }: TargetServices): PlatformSide {
  if (platform === undefined) throw new Error('the guard lets none through without a platform');
  return platform;
}
