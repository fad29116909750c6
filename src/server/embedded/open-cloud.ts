import { randomBytes } from 'node:crypto';
import type { PageConfig } from '../../contract/page-config.ts';
import type { Credentials, PlatformAccess } from '../../contract/platform-call.ts';
import { createCloud } from '../../simulator/cloud.ts';
import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';
import { digestBytes } from '../disk/digest-bytes.ts';
import { createFastCrc64 } from '../disk/fast-crc64.ts';
import { openDiskPackages } from '../disk/disk-packages.ts';
import { openDiskStore } from '../disk/disk-store.ts';
import { createCloudServer } from './cloud-server.ts';
import { closeServer, hostInUrl, listen, StartError } from '../process/listening.ts';
import { STOPPING_RETRY_AFTER_S, type Readiness } from '../process/readiness.ts';
import { reportMistake } from '../process/report-mistake.ts';
import type { EmbeddedSettings, Settings } from '../settings/settings.ts';
import type { CloudInterceptor } from './wire.ts';
import { folderSentence, takeStoreFolder } from '../disk/store-folder.ts';
import { watchUnderWay } from './under-way.ts';

/** A cloud that tickets can be asked of: whom to call, and where its tickets may point. */
export type OpenCloud = {
  readonly kind: PageConfig['cloud'];
  readonly access: PlatformAccess;
  readonly storeHosts: readonly string[];
  /** Where this server reaches the store, if that is not where browsers do. */
  readonly storeOrigin: string | undefined;
  readonly url: string | undefined;
  /** Waits for the uploads that are under way now, for at most `ms`. */
  settle(ms: number): Promise<void>;
  close(drainMs: number): Promise<void>;
};

/** The embedded cloud is called exactly like a live one: over HTTP, signed, at its own port. */
export async function openCloud(
  { host, cloud }: Settings,
  readiness: Readiness,
  interceptor?: CloudInterceptor,
): Promise<OpenCloud> {
  switch (cloud.kind) {
    case 'live':
      return {
        kind: cloud.access.dialect,
        access: cloud.access,
        storeHosts: cloud.storeHosts,
        storeOrigin: undefined,
        url: undefined,
        settle: async () => {},
        close: async () => {},
      };
    case 'embedded':
      return openEmbedded(host, cloud, readiness, interceptor);
  }
}

async function openEmbedded(
  host: string,
  { dataDir, port, publicUrl, ticketLifeMs, credentials = randomCredentials() }: EmbeddedSettings,
  readiness: Readiness,
  interceptor: CloudInterceptor | undefined,
): Promise<OpenCloud> {
  const folder = await takeStoreFolder(dataDir, {
    onWait: (ms) => reportMistake(waitSentence(dataDir, ms)),
    onLost: () => {
      // Two that write to one folder would sweep away each other's uploads.
      readiness.stop();
      reportMistake(lostSentence(dataDir));
    },
  });
  try {
    const cannotUse = (error: unknown) => {
      throw new StartError(folderSentence(dataDir, error));
    };
    const store = await openDiskStore(folder.path).catch(cannotUse);
    const packages = await openDiskPackages(folder.path).catch(cannotUse);
    // The origin is only known once the port is: PORT 0 takes any free one.
    let cloud: ReturnType<typeof createCloud> | undefined;
    const server = createCloudServer(
      {
        fetch: (request) => started().fetch(request),
        postObject: (head, form) =>
          started().postObject(head, readiness.isStopping() ? stoppingRefusal() : form),
      },
      reportMistake,
      {},
      interceptor?.wire,
    );
    const underWay = watchUnderWay(server);
    const actual = await listen(server, host, port, 'CLOUD_PORT');
    const local = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : hostInUrl(host)}:${actual}`;
    const origin = publicUrl ?? local;
    cloud = createCloud({
      store,
      packages,
      digestBytes,
      createCrc64: createFastCrc64,
      credentials,
      origin,
      ticketLifeMs,
      // Every ticket has a key of its own: who writes to one that is there repeats a form, or means harm.
      overwrite: 'never',
      report: reportMistake,
      trouble: interceptor?.bucket,
    });
    return {
      kind: 'embedded',
      access: { dialect: 'tuya', endpoint: local, credentials },
      storeHosts: [origin],
      storeOrigin: local,
      url: origin,
      settle: (ms) => underWay.settle(ms),
      close: async (drainMs) => {
        await closeServer(server, drainMs);
        await folder.release();
      },
    };

    function started(): ReturnType<typeof createCloud> {
      if (cloud === undefined) throw new StartError('The embedded cloud is still starting.');
      return cloud;
    }
  } catch (error) {
    await folder.release();
    throw error;
  }
}

function waitSentence(dir: string, ms: number): string {
  return `DATA_DIR ${dir} was used by another process a moment ago. Waiting for ${Math.ceil(ms / 1000)} s to see whether that one has ended.`;
}

function lostSentence(dir: string): string {
  return `Another process has taken DATA_DIR ${dir} while this one stood still. This one takes no more uploads; stop it.`;
}

function stoppingRefusal(): OssRefusal {
  return new OssRefusal(
    'ServiceUnavailable',
    'This store is about to end, or to start again. Nothing of this upload was kept; try again in a moment.',
    undefined,
    { 'retry-after': String(STOPPING_RETRY_AFTER_S) },
  );
}

/** Nobody but this process knows it, so nobody else can sign for this store. */
function randomCredentials(): Credentials {
  return {
    accessKeyId: `EMBEDDED${randomBytes(8).toString('hex')}`,
    accessKeySecret: randomBytes(24).toString('base64url'),
  };
}
