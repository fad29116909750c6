import type { Hono } from 'hono';
import type { PageConfig } from '../contract/page-config.ts';
import { createAccess } from './access/access.ts';
import type { AccessRules } from './access/sign-in-rules.ts';
import { NO_AUDIT, type AuditLog } from './audit/audit-log.ts';
import { createApp, type TargetServices } from './http/app.ts';
import { createConfirmationTokens } from './http/confirmation-token.ts';
import { createConfirmationService, type ConfirmationService } from './http/confirmations.ts';
import { buildOf, type PageFiles } from './http/page-files.ts';
import type { OpenTarget } from './open-targets.ts';
import { createPlatformClient } from './platform/platform-client.ts';
import { createPlatformWatch } from './platform/platform-watch.ts';
import { createRateLimiter } from './platform/rate-limiter.ts';
import { createPackageService, createTicketService } from './platform/services.ts';
import { limitPerUser } from './platform/user-share.ts';
import { hostInUrl } from './process/listening.ts';
import { LOOPBACK_NAMES } from './process/loopback.ts';
import type { Readiness } from './process/readiness.ts';
import { reportMistake } from './process/report-mistake.ts';
import type { Settings } from './settings/settings.ts';

/** The page and its API over clouds that are open. */
export function createServerApp(
  { publicUrl, host, accessRules }: Settings,
  targets: readonly [OpenTarget, ...OpenTarget[]],
  files: PageFiles,
  readiness: Readiness,
  audit: AuditLog = NO_AUDIT,
): Hono {
  const sides = targets.map(createSide);
  const [{ cloud: first }] = targets;
  const [firstSide] = sides;
  if (firstSide === undefined) throw new Error('there is a first target');
  const storeHosts = [...new Set(targets.flatMap(({ cloud }) => cloud.storeHosts))];
  const byUser = limitPerUser(accessRules.ticketsPerUserDay);
  const services = ({ services: one }: Side): TargetServices => ({
    ...one,
    tickets: byUser(one.tickets),
  });
  return createApp({
    ...services(firstSide),
    targets: new Map(
      sides.flatMap((side) => (side.id === undefined ? [] : [[side.id, services(side)]])),
    ),
    confirmations: confirmByToken(sides),
    readiness,
    access: createAccess(accessRules),
    audit,
    config: {
      ticketEndpoint: 'api/tickets',
      confirmationEndpoint: 'api/confirmations',
      firmwareEndpoint: 'api/firmware',
      platformDialect: first.access.dialect,
      healthEndpoint: 'healthz',
      platformEndpoint: 'api/platform',
      ...signInConfig(accessRules),
      ...targetsConfig(targets),
      build: buildOf(files),
      cloud: first.kind,
      storeHosts,
    },
    rules: { storeHosts, isHttps: publicUrl?.startsWith('https:') ?? false },
    hostnames: new Set([
      ...LOOPBACK_NAMES,
      hostInUrl(host),
      ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
    ]),
    publicOrigin: publicUrl,
    files,
    report: reportMistake,
  });
}

type Side = {
  readonly id: string | undefined;
  readonly services: TargetServices;
  readonly isItsToken: (token: string) => boolean;
  readonly confirmations: ConfirmationService;
};

/** What one cloud needs: nothing of it is shared with another one. */
function createSide({ target, cloud, ticketsPerSecond }: OpenTarget): Side {
  const { access, storeHosts, storeOrigin } = cloud;
  const { accessKeySecret } = access.credentials;
  // Two targets may have the same key, and a token is to be opened by the one that made it.
  const tokens = createConfirmationTokens(
    target === undefined ? accessKeySecret : `${accessKeySecret} ${target.id}`,
  );
  // One for all calls of an account: the platform counts every one, and its clock is learnt once.
  const limiter = createRateLimiter({ perSecond: ticketsPerSecond });
  const platform = createPlatformClient({ access, limiter });
  return {
    id: target?.id,
    isItsToken: (token) => tokens.open(token) !== undefined,
    confirmations: createConfirmationService({ tokens, storeHosts, storeOrigin }),
    services: {
      tickets: createTicketService({ platform, storeHosts, sealToken: (url) => tokens.seal(url) }),
      packages: createPackageService({ platform, storeHosts }),
      dialect: access.dialect,
      platformWatch: createPlatformWatch({ endpoint: access.endpoint }),
      name: target && { id: target.id, label: target.label },
    },
  };
}

function confirmByToken(sides: readonly Side[]): ConfirmationService {
  return {
    async confirm(request, signal) {
      const side = sides.find(({ isItsToken }) => isItsToken(request.token));
      return side?.confirmations.confirm(request, signal) ?? { confirmation: 'unknown' };
    },
  };
}

function targetsConfig(targets: readonly OpenTarget[]): Pick<PageConfig, 'targets'> {
  const shown = targets.flatMap(({ target, cloud }) => {
    if (target === undefined) return [];
    const { id, label, color, production, askFirst } = target;
    const { kind, access } = cloud;
    const storeHosts = [...cloud.storeHosts];
    const page = { cloud: kind, platformDialect: access.dialect, storeHosts };
    return [{ id, label, color, production, askFirst, ...page }];
  });
  return shown.length === 0 ? {} : { targets: shown };
}

function signInConfig({ signIn }: AccessRules): Pick<PageConfig, 'signIn'> {
  const { kind: by } = signIn;
  if (by === 'none') return {};
  const sessionEndpoint = 'api/session';
  if (by === 'proxy') return { signIn: { by, sessionEndpoint } };
  const forms = { signInEndpoint: 'api/sign-in', signOutEndpoint: 'api/sign-out' };
  return { signIn: { by, sessionEndpoint, ...forms } };
}
