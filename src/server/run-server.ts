import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createApp } from './http/app.ts';
import { createConfirmationTokens } from './http/confirmation-token.ts';
import { createConfirmationService } from './http/confirmations.ts';
import { createPackageService } from './platform/packages.ts';
import { closeServer, hostInUrl, listen } from './process/listening.ts';
import { LOOPBACK_NAMES } from './process/loopback.ts';
import { openCloud, type OpenCloud } from './embedded/open-cloud.ts';
import { buildOf, type PageFiles } from './http/page-files.ts';
import { createReadiness, type Readiness } from './http/readiness.ts';
import { reportMistake } from './process/report-mistake.ts';
import type { Settings } from './settings/settings.ts';
import { createPlatformClient } from './platform/platform-client.ts';
import { createPlatformWatch } from './http/platform-watch.ts';
import { createRateLimiter } from './platform/rate-limiter.ts';
import { createTicketService } from './platform/tickets.ts';
import { watchUnderWay } from './embedded/under-way.ts';

export type RunningServer = {
  /** Where people open the page. */
  readonly pageUrl: string;
  /** Where this process listens; the same, unless PUBLIC_URL says otherwise. */
  readonly listeningUrl: string;
  /** Where the embedded store is reached; undefined with a live cloud. */
  readonly cloudUrl: string | undefined;
  /** Where the embedded store itself listens; the same, unless CLOUD_PUBLIC_URL says otherwise. */
  readonly cloudListeningUrl: string | undefined;
  /**
   * Takes nothing new from now on and says so to whoever asks, lets what is under way finish for at most `drainMs`, then
   * closes everything.
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
): Promise<RunningServer> {
  const readiness = createReadiness();
  const cloud = await open(settings, readiness);
  try {
    const app = createServerApp(settings, cloud, files, readiness);
    const server = createPageServer(app);
    const underWay = watchUnderWay(server);
    const port = await listen(server, settings.host, settings.port, 'PORT');
    const listeningUrl = `http://${hostInUrl(settings.host)}:${port}`;
    return {
      pageUrl: settings.publicUrl ?? listeningUrl,
      listeningUrl,
      cloudUrl: cloud.url,
      cloudListeningUrl: cloud.storeOrigin,
      close: async (drainMs) => {
        const until = performance.now() + drainMs;
        readiness.stop();
        // Both go on answering meanwhile: a port that is closed tells nobody why, and when to come back.
        await Promise.all([underWay.settle(drainMs), cloud.settle(drainMs)]);
        const leftMs = Math.max(0, until - performance.now());
        await Promise.all([closeServer(server, leftMs), cloud.close(leftMs)]);
      },
    };
  } catch (error) {
    await cloud.close(0);
    throw error;
  }
}

/** When a request is cut that is too slow: its headers, all of it, and how late that may be noticed. Milliseconds. */
export type PageTimes = {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
};

const PAGE_TIMES: PageTimes = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
};

/** Longer than the sixty seconds for which usual proxies keep a connection: else they send a request into one that we close. */
const KEEP_ALIVE_MS = 75_000;

/** The page's HTTP side: its requests are small, so a slow one is cut. */
export function createPageServer(app: Pick<Hono, 'fetch'>, times: PageTimes = PAGE_TIMES): Server {
  return createServer({ ...times, keepAliveTimeout: KEEP_ALIVE_MS }, getRequestListener(app.fetch));
}

export function createServerApp(
  settings: Settings,
  cloud: OpenCloud,
  files: PageFiles,
  readiness: Readiness,
): Hono {
  const { publicUrl, host, ticketsPerSecond } = settings;
  const { access, storeHosts, storeOrigin } = cloud;
  const tokens = createConfirmationTokens(access.credentials.accessKeySecret);
  // One for all: the platform counts every call of an account, and its clock is learnt once.
  const platform = createPlatformClient({
    access,
    line: createRateLimiter({ perSecond: ticketsPerSecond }),
  });
  return createApp({
    desk: createTicketService({ platform, storeHosts, tokens }),
    confirmations: createConfirmationService({ tokens, storeHosts, storeOrigin }),
    firmware: { desk: createPackageService({ platform, storeHosts }), dialect: access.dialect },
    readiness,
    platformWatch: createPlatformWatch({ endpoint: access.endpoint }),
    config: {
      ticketEndpoint: 'api/tickets',
      confirmationEndpoint: 'api/confirmations',
      firmwareEndpoint: 'api/firmware',
      platformDialect: access.dialect,
      healthEndpoint: 'healthz',
      platformEndpoint: 'api/platform',
      build: buildOf(files),
      cloud: cloud.kind,
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
    report: reportMistake,
  });
}
