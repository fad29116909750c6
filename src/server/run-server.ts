import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { PageConfig } from '../contract/page-config.ts';
import type { Credentials, PlatformAccess } from '../contract/platform-call.ts';
import { createCloud } from '../simulator/cloud.ts';
import { createApp } from './app.ts';
import { openDiskStore } from './disk-store.ts';
import { createCloudServer } from './embedded-cloud.ts';
import { closeServer, hostInUrl, listen, StartError } from './listening.ts';
import { LOOPBACK_HOSTS } from './loopback.ts';
import type { PageFiles } from './page-files.ts';
import type { CloudSettings, Settings } from './settings.ts';
import { lockStore } from './store-lock.ts';
import { createTicketDesk } from './tickets.ts';

export type RunningServer = {
  /** Where people open the page. */
  readonly pageUrl: string;
  /** Where this process listens; the same, unless PUBLIC_URL says otherwise. */
  readonly listeningUrl: string;
  /** Where the embedded store is reached; undefined with a live cloud. */
  readonly cloudUrl: string | undefined;
  /** Takes no more connections, lets what is under way finish for at most `drainMs`, then closes everything. */
  close(drainMs: number): Promise<void>;
};

/** @throws StartError when a port or a folder cannot be had. */
export async function runServer(settings: Settings, files: PageFiles): Promise<RunningServer> {
  const cloud = await openCloud(settings);
  try {
    const app = createServerApp(settings, cloud, files);
    const server = createPageServer(app);
    const port = await listen(server, settings.host, settings.port, 'PORT');
    const listeningUrl = `http://${hostInUrl(settings.host)}:${port}`;
    return {
      pageUrl: settings.publicUrl ?? listeningUrl,
      listeningUrl,
      cloudUrl: cloud.url,
      close: async (drainMs) => {
        await Promise.all([closeServer(server, drainMs), cloud.close(drainMs)]);
      },
    };
  } catch (error) {
    await cloud.close(0);
    throw error;
  }
}

/** The page's HTTP side: its requests are small, so a slow one is cut. */
function createPageServer(app: Hono): Server {
  return createServer(
    { headersTimeout: 15_000, requestTimeout: 30_000 },
    getRequestListener(app.fetch),
  );
}

/** A cloud that tickets can be asked of: whom to call, and where its tickets may point. */
export type OpenCloud = {
  readonly kind: PageConfig['cloud'];
  readonly access: PlatformAccess;
  readonly storeHosts: readonly string[];
  readonly url: string | undefined;
  close(drainMs: number): Promise<void>;
};

export function createServerApp(settings: Settings, cloud: OpenCloud, files: PageFiles): Hono {
  const { publicUrl, host } = settings;
  const { access, storeHosts } = cloud;
  return createApp({
    desk: createTicketDesk({ access, storeHosts }),
    config: { ticketEndpoint: 'api/tickets', cloud: cloud.kind, storeHosts: [...storeHosts] },
    rules: { storeHosts, isHttps: publicUrl?.startsWith('https:') ?? false },
    hostnames: new Set([
      ...LOOPBACK_HOSTS,
      hostInUrl(host),
      ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
    ]),
    publicOrigin: publicUrl,
    files,
    report,
  });
}

/** The embedded cloud is called exactly like a live one: over HTTP, signed, at its own port. */
export async function openCloud({ host, cloud }: Settings): Promise<OpenCloud> {
  switch (cloud.kind) {
    case 'live':
      return {
        kind: cloud.access.dialect,
        access: cloud.access,
        storeHosts: cloud.storeHosts,
        url: undefined,
        close: async () => {},
      };
    case 'embedded':
      return openEmbedded(host, cloud);
  }
}

async function openEmbedded(
  host: string,
  {
    dataDir,
    port,
    publicUrl,
    ticketLifeMs,
    credentials = randomCredentials(),
  }: Extract<CloudSettings, { kind: 'embedded' }>,
): Promise<OpenCloud> {
  const unlock = await lockStore(dataDir).catch((error: unknown) => {
    throw new StartError(`DATA_DIR ${dataDir} cannot be written: ${messageOf(error)}.`);
  });
  if (typeof unlock !== 'function') {
    throw new StartError(
      `DATA_DIR ${dataDir} is in use by process ${unlock.heldBy}. Stop that one, or give this one a folder of its own with DATA_DIR.`,
    );
  }
  try {
    const store = await openDiskStore(dataDir).catch((error: unknown) => {
      throw new StartError(`DATA_DIR ${dataDir} cannot be used: ${messageOf(error)}.`);
    });
    // The origin is only known once the port is: PORT 0 takes any free one.
    let cloud: ReturnType<typeof createCloud> | undefined;
    const server = createCloudServer(
      {
        fetch: (request) => started().fetch(request),
        postObject: (head, form) => started().postObject(head, form),
      },
      report,
    );
    const actual = await listen(server, host, port, 'CLOUD_PORT');
    const local = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : hostInUrl(host)}:${actual}`;
    const origin = publicUrl ?? local;
    cloud = createCloud({ store, credentials, origin, ticketLifeMs, report });
    return {
      kind: 'embedded',
      access: { dialect: 'tuya', endpoint: local, credentials },
      storeHosts: [origin],
      url: origin,
      close: async (drainMs) => {
        await closeServer(server, drainMs);
        await unlock();
      },
    };

    function started(): ReturnType<typeof createCloud> {
      if (cloud === undefined) throw new StartError('The embedded cloud is still starting.');
      return cloud;
    }
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Nobody but this process knows it, so nobody else can sign for this store. */
function randomCredentials(): Credentials {
  return {
    accessKeyId: `EMBEDDED${randomBytes(8).toString('hex')}`,
    accessKeySecret: randomBytes(24).toString('base64url'),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A mistake of ours, for whoever reads the log; clients are told nothing of it. */
function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}
