import type { Hono } from 'hono';
import { keyIn } from '../contract/bucket/bucket-access.ts';
import { signedHead } from '../contract/bucket/object-request.ts';
import type { PlatformAccess } from '../contract/platform-call.ts';
import { RELAY_PATH, type PageConfig } from '../contract/page-config.ts';
import { createAccess } from './access/access.ts';
import type { AccessRules } from './access/sign-in-rules.ts';
import { NO_AUDIT, type AuditLog } from './audit/audit-log.ts';
import { createApp, type TargetServices } from './http/app.ts';
import { createConfirmationTokens, type ConfirmationTokens } from './http/confirmation-token.ts';
import {
  createConfirmationService,
  type ConfirmationService,
  type ConfirmationServiceOptions,
} from './http/confirmations.ts';
import { buildOf, type PageFiles } from './http/page-files.ts';
import type { OpenCloud } from './embedded/open-cloud.ts';
import type { OpenTarget } from './open-targets.ts';
import {
  observeCarrier,
  observeConfirmations,
  observePackages,
  observeTickets,
  observeWaits,
} from './operations/observed.ts';
import type { CloudOperations, Operations } from './operations/operations.ts';
import type { Emit } from './operations/server-event.ts';
import { createBucketTicketService } from './platform/bucket-tickets.ts';
import { carryByFetch, carryInProcess } from './platform/carrier.ts';
import { createPlatformClient } from './platform/platform-client.ts';
import { createPlatformWatch } from './platform/platform-watch.ts';
import { createRateLimiter, type RateLimiter } from './platform/rate-limiter.ts';
import { createPackageService, createTicketService } from './platform/services.ts';
import { ticketsWhileStored, watchWithStore } from './platform/store-access.ts';
import { limitPerUser } from './platform/user-share.ts';
import { hostInUrl } from './process/listening.ts';
import { LOOPBACK_NAMES } from './process/loopback.ts';
import type { Shared } from './redis/open-shared.ts';
import { createRelay, type RelayedStore, type RelayOptions } from './relay/relay.ts';
import type { Settings } from './settings/settings.ts';

export type ServerAppOptions = {
  readonly settings: Settings;
  readonly targets: readonly [OpenTarget, ...OpenTarget[]];
  readonly files: PageFiles;
  readonly operations: Operations;
  readonly audit?: AuditLog;
  /** What replicas have in common; undefined where each is alone. */
  readonly shared?: Shared | undefined;
};

/** The page and its API over clouds that are open. */
export function createServerApp(options: ServerAppOptions): Hono {
  const { settings, targets, files, operations, audit = NO_AUDIT, shared } = options;
  const { publicUrl, host, accessRules, hasRelay } = settings;
  const { emit, readiness, report } = operations;
  const byUser = limitPerUser(accessRules.ticketsPerUserDay);
  const sides = targets.map((target) => createSide(target, byUser, shared));
  const [{ cloud: first }] = targets;
  const [firstSide] = sides;
  if (firstSide === undefined) throw new Error('there is a first target');
  const storeHosts = [...new Set(targets.flatMap(({ cloud }) => cloud.storeHosts))];
  return createApp({
    ...firstSide.services,
    targets: new Map(
      sides.flatMap(({ id, services }) => (id === undefined ? [] : [[id, services]])),
    ),
    confirmations: confirmByToken(sides, observeConfirmations(NO_TARGET_KNOWS, emit)),
    readiness,
    access: createAccess(accessRules, shared?.signOuts),
    audit,
    config: {
      ticketEndpoint: 'api/tickets',
      confirmationEndpoint: 'api/confirmations',
      ...platformConfig(sides),
      healthEndpoint: 'healthz',
      ...(hasRelay && { relayEndpoint: RELAY_PATH.slice(1) }),
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
    report,
    emit,
    relay: hasRelay ? createRelay({ stores: storesOf(targets, emit), emit }) : undefined,
  });
}

type Side = {
  readonly id: string | undefined;
  readonly services: TargetServices;
  readonly isItsToken: (token: string) => boolean;
  readonly confirmations: ConfirmationService;
};

/** What one cloud needs: nothing of it is shared with another one. */
function createSide(
  { target, cloud, operations, ticketsPerSecond }: OpenTarget,
  byUser: ReturnType<typeof limitPerUser>,
  shared: Shared | undefined,
): Side {
  const { emit, readiness } = operations;
  const { storeHosts, storeOrigin } = cloud;
  const { accessKeySecret } = cloud.access.credentials;
  // Two targets may have the same key, and a token is to be opened by the one that made it.
  const tokens = createConfirmationTokens(
    target === undefined ? accessKeySecret : `${accessKeySecret} ${target.id}`,
  );
  const limiterOf = (access: PlatformAccess) =>
    createRateLimiter({
      perSecond: ticketsPerSecond,
      places: ticketsPerSecond > 0 ? shared?.placesOf(access, ticketsPerSecond) : undefined,
    });
  const { tickets, platform, signHead } = openServices(cloud, tokens, limiterOf, operations);
  return {
    id: target?.id,
    isItsToken: (token) => tokens.open(token) !== undefined,
    confirmations: observeConfirmations(
      createConfirmationService({ tokens, storeHosts, storeOrigin, signHead }),
      emit,
    ),
    services: {
      // What a user's share refuses is a refusal like any other.
      tickets: observeTickets(byUser(tickets), emit),
      platform,
      ...(target && { name: { id: target.id, label: target.label }, health: readiness }),
    },
  };
}

type Services = Pick<TargetServices, 'tickets' | 'platform'> &
  Pick<ConfirmationServiceOptions, 'signHead'>;

function openServices(
  cloud: OpenCloud,
  tokens: ConfirmationTokens,
  limiterOf: (access: PlatformAccess) => RateLimiter,
  { emit, readiness }: CloudOperations,
): Services {
  const sealToken = (url: string) => tokens.seal(url);
  if (cloud.kind === 'bucket') {
    const { access, prefix, ticketLifeMs } = cloud;
    return {
      tickets: createBucketTicketService({ access, prefix, ticketLifeMs, sealToken }),
      platform: undefined,
      signHead: (url) => signedHead(access, keyIn(access, url), new Date()),
    };
  }
  const { access, storeHosts, checkStore } = cloud;
  // One for all calls of an account: the platform counts every one, and its clock is learnt once.
  const limiter = observeWaits(limiterOf(access), emit);
  const { callPlatform } = cloud;
  const carrier = callPlatform === undefined ? carryByFetch() : carryInProcess(callPlatform);
  const carry = observeCarrier(carrier, emit, readiness);
  const platform = createPlatformClient({ access, limiter, carry });
  const tickets = createTicketService({ platform, storeHosts, sealToken });
  const watch = createPlatformWatch({ endpoint: access.endpoint });
  return {
    tickets: checkStore === undefined ? tickets : ticketsWhileStored(tickets, checkStore),
    platform: {
      packages: observePackages(createPackageService({ platform, storeHosts }), emit),
      dialect: access.dialect,
      watch: checkStore === undefined ? watch : watchWithStore(watch, checkStore),
    },
    signHead: undefined,
  };
}

/** Where this server reaches each store that a form may be handed on to. */
function storesOf(targets: readonly OpenTarget[], emit: Emit): RelayOptions['stores'] {
  const stores = new Map<string, RelayedStore>();
  for (const { cloud, operations } of targets) {
    for (const host of cloud.storeHosts) {
      // Of a store that two targets share, it is not known whose form it is.
      const tell = stores.has(host) ? emit : operations.emit;
      stores.set(host, { address: cloud.storeOrigin ?? host, emit: tell });
    }
  }
  return stores;
}

/** @param otherwise answers for a token that none of them made */
function confirmByToken(
  sides: readonly Side[],
  otherwise: ConfirmationService,
): ConfirmationService {
  return {
    async confirm(request, signal) {
      const side = sides.find(({ isItsToken }) => isItsToken(request.token));
      return (side?.confirmations ?? otherwise).confirm(request, signal);
    },
  };
}

const NO_TARGET_KNOWS: ConfirmationService = {
  confirm: async () => ({ confirmation: 'unknown' }),
};

/** What an IoT platform alone can do is there as soon as one of several clouds has one. */
function platformConfig(
  sides: readonly Side[],
): Pick<PageConfig, 'firmwareEndpoint' | 'platformEndpoint' | 'platformDialect'> {
  const dialect = sides[0]?.services.platform?.dialect;
  return {
    ...(sides.some(({ services }) => services.platform !== undefined) && {
      firmwareEndpoint: 'api/firmware',
      platformEndpoint: 'api/platform',
    }),
    ...(dialect !== undefined && { platformDialect: dialect }),
  };
}

function targetsConfig(targets: readonly OpenTarget[]): Pick<PageConfig, 'targets'> {
  const shown = targets.flatMap(({ target, cloud }) => {
    if (target === undefined) return [];
    const { id, label, color, production, askFirst } = target;
    const storeHosts = [...cloud.storeHosts];
    const dialect = cloud.kind === 'bucket' ? {} : { platformDialect: cloud.access.dialect };
    return [{ id, label, color, production, askFirst, cloud: cloud.kind, ...dialect, storeHosts }];
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
