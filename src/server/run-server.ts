import type { Hono } from 'hono';
import { openCloud, type OpenCloud } from './embedded/open-cloud.ts';
import { watchUnderWay } from './process/under-way.ts';
import { keyIn } from '../contract/bucket/bucket-access.ts';
import { signedHead } from '../contract/bucket/object-request.ts';
import { createApp, type AppOptions } from './http/app.ts';
import { createConfirmationTokens, type ConfirmationTokens } from './http/confirmation-token.ts';
import {
  createConfirmationService,
  type ConfirmationServiceOptions,
} from './http/confirmations.ts';
import { buildOf, type PageFiles } from './http/page-files.ts';
import { createPageServer } from './http/page-server.ts';
import { createBucketTicketService } from './platform/bucket-tickets.ts';
import { createPlatformClient } from './platform/platform-client.ts';
import { createPlatformWatch } from './platform/platform-watch.ts';
import { createRateLimiter } from './platform/rate-limiter.ts';
import { createPackageService, createTicketService } from './platform/services.ts';
import { closeServer, hostInUrl, listen } from './process/listening.ts';
import { LOOPBACK_NAMES } from './process/loopback.ts';
import { createReadiness, type Readiness } from './process/readiness.ts';
import { reportMistake } from './process/report-mistake.ts';
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
        // Both go on answering meanwhile: a closed port cannot say why, and when to come back.
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

export function createServerApp(
  { publicUrl, host, ticketsPerSecond }: Settings,
  cloud: OpenCloud,
  files: PageFiles,
  readiness: Readiness,
): Hono {
  const { kind, storeHosts, storeOrigin } = cloud;
  const tokens = createConfirmationTokens(cloud.access.credentials.accessKeySecret);
  const { tickets, platform, signHead } = openServices(cloud, tokens, ticketsPerSecond);
  return createApp({
    tickets,
    confirmations: createConfirmationService({ tokens, storeHosts, storeOrigin, signHead }),
    platform,
    readiness,
    config: {
      ticketEndpoint: 'api/tickets',
      confirmationEndpoint: 'api/confirmations',
      ...(platform !== undefined && {
        firmwareEndpoint: 'api/firmware',
        platformDialect: platform.dialect,
        platformEndpoint: 'api/platform',
      }),
      healthEndpoint: 'healthz',
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
    report: reportMistake,
  });
}

type Services = Pick<AppOptions, 'tickets' | 'platform'> &
  Pick<ConfirmationServiceOptions, 'signHead'>;

function openServices(
  cloud: OpenCloud,
  tokens: ConfirmationTokens,
  ticketsPerSecond: number,
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
  const { access, storeHosts } = cloud;
  // One for all: the platform counts every call of an account, and its clock is learnt once.
  const limiter = createRateLimiter({ perSecond: ticketsPerSecond });
  const platform = createPlatformClient({ access, limiter });
  return {
    tickets: createTicketService({ platform, storeHosts, sealToken }),
    platform: {
      packages: createPackageService({ platform, storeHosts }),
      dialect: access.dialect,
      watch: createPlatformWatch({ endpoint: access.endpoint }),
    },
    signHead: undefined,
  };
}
