import type { Hono } from 'hono';
import { openCloud, type OpenCloud } from './embedded/open-cloud.ts';
import { watchUnderWay } from './process/under-way.ts';
import { createApp } from './http/app.ts';
import { createConfirmationTokens } from './http/confirmation-token.ts';
import { createConfirmationService } from './http/confirmations.ts';
import { buildOf, type PageFiles } from './http/page-files.ts';
import { createPageServer } from './http/page-server.ts';
import { RELAY_PATH } from '../contract/page-config.ts';
import { createRelay } from './relay/relay.ts';
import { createPlatformClient } from './platform/platform-client.ts';
import { createPlatformWatch } from './platform/platform-watch.ts';
import { createRateLimiter } from './platform/rate-limiter.ts';
import { createPackageService, createTicketService } from './platform/services.ts';
import { closeServer, hostInUrl, listen } from './process/listening.ts';
import { LOOPBACK_NAMES } from './process/loopback.ts';
import {
  observeConfirmations,
  observeFetch,
  observePackages,
  observeTickets,
  observeWaits,
} from './operations/observed.ts';
import { watchSockets } from './operations/gauges.ts';
import { startOperator } from './start-operator.ts';
import { createOperations, type Operations } from './operations/operations.ts';
import type { Settings } from './settings/settings.ts';

export type RunningServer = {
  /** Where users open the page. */
  readonly pageUrl: string;
  /** Where this process listens; the same, unless PUBLIC_URL says otherwise. */
  readonly listeningUrl: string;
  /** Where the embedded store is reached; undefined with a live cloud. */
  readonly cloudUrl: string | undefined;
  /** Where the embedded store itself listens; the same, unless CLOUD_PUBLIC_URL says otherwise. */
  readonly cloudListeningUrl: string | undefined;
  /** Where the operator asks; undefined without OPERATOR_PORT. */
  readonly operatorUrl: string | undefined;
  /**
   * Refuses everything new from now on, lets what is under way finish for at most `drainMs`, then closes everything.
   */
  close(drainMs: number): Promise<void>;
};

/**
 * @param open how the cloud is opened
 * @throws StartError when a port or a folder cannot be had.
 */
export async function runServer(
  settings: Settings,
  files: PageFiles,
  open = openCloud,
  operations = createOperations(),
): Promise<RunningServer> {
  const { readiness } = operations;
  const cloud = await open(settings, operations);
  try {
    const app = createServerApp(settings, cloud, files, operations);
    const relay = settings.hasRelay ? { path: RELAY_PATH, report: operations.report } : undefined;
    const server = createPageServer(app, undefined, relay);
    const underWay = watchUnderWay(server);
    const port = await listen(server, settings.host, settings.port, 'PORT');
    const listeningUrl = `http://${hostInUrl(settings.host)}:${port}`;
    watchSockets(operations.metrics, server, 'page');
    const operator = await startOperator(settings, cloud, operations, listeningUrl).catch(
      async (error: unknown) => {
        await closeServer(server, 0);
        throw error;
      },
    );
    return {
      pageUrl: settings.publicUrl ?? listeningUrl,
      listeningUrl,
      operatorUrl: operator?.url,
      cloudUrl: cloud.url,
      cloudListeningUrl: cloud.storeOrigin,
      close: async (drainMs) => {
        const until = performance.now() + drainMs;
        readiness.stop();
        // Both go on answering meanwhile: a closed port cannot say why, and when to come back.
        await Promise.all([underWay.settle(drainMs), cloud.settle(drainMs)]);
        const leftMs = Math.max(0, until - performance.now());
        await Promise.all([
          closeServer(server, leftMs),
          cloud.close(leftMs),
          operator?.close(leftMs),
        ]);
      },
    };
  } catch (error) {
    await cloud.close(0);
    throw error;
  }
}

export function createServerApp(
  { publicUrl, host, ticketsPerSecond, hasRelay }: Settings,
  { access, kind, storeHosts, storeOrigin }: OpenCloud,
  files: PageFiles,
  { emit, readiness, report }: Operations,
): Hono {
  const tokens = createConfirmationTokens(access.credentials.accessKeySecret);
  // One for all: the platform counts every call of an account, and its clock is learnt once.
  const limiter = observeWaits(createRateLimiter({ perSecond: ticketsPerSecond }), emit);
  const fetch = observeFetch(emit, readiness);
  const platform = createPlatformClient({ access, limiter, fetch });
  const sealToken = (url: string) => tokens.seal(url);
  return createApp({
    tickets: observeTickets(createTicketService({ platform, storeHosts, sealToken }), emit),
    confirmations: observeConfirmations(
      createConfirmationService({ tokens, storeHosts, storeOrigin }),
      emit,
    ),
    packages: observePackages(createPackageService({ platform, storeHosts }), emit),
    dialect: access.dialect,
    readiness,
    platformWatch: createPlatformWatch({ endpoint: access.endpoint }),
    config: {
      ticketEndpoint: 'api/tickets',
      confirmationEndpoint: 'api/confirmations',
      firmwareEndpoint: 'api/firmware',
      platformDialect: access.dialect,
      healthEndpoint: 'healthz',
      platformEndpoint: 'api/platform',
      ...(hasRelay && { relayEndpoint: RELAY_PATH.slice(1) }),
      build: buildOf(files),
      cloud: kind,
      storeHosts: [...storeHosts],
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
    relay: hasRelay ? createRelay({ storeHosts, storeOrigin, emit }) : undefined,
  });
}
