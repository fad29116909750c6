import { randomBytes } from 'node:crypto';
import { bucketAddress } from '../../contract/bucket/bucket-access.ts';
import type { Dialect } from '../../contract/dialect.ts';
import type { Credentials, PlatformAccess } from '../../contract/platform-call.ts';
import { refusalAnswer } from '../../simulator/bucket/bucket.ts';
import { createCloud, type Cloud } from '../../simulator/cloud.ts';
import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';
import { createFastCrc64, digestBytes } from '../disk/digests.ts';
import { openDiskPackages } from '../disk/disk-packages.ts';
import { openDiskStore } from '../disk/disk-store.ts';
import { createKeeping, keepInTime, type Keeping } from '../disk/keeping.ts';
import { createStoreCheck } from '../disk/store-check.ts';
import { startCloudServer } from './cloud-server.ts';
import { closeServer, StartError } from '../process/listening.ts';
import { observeCloud } from '../operations/observed.ts';
import type { CloudOperations } from '../operations/operations.ts';
import { watchSockets, watchStore } from '../operations/gauges.ts';
import type { CloudReadiness, ReadinessCheck } from '../process/cloud-readiness.ts';
import { STOPPING_RETRY_AFTER_S } from '../process/readiness.ts';
import type { OwnBucketSettings } from '../settings/bucket.ts';
import type { EmbeddedSettings, Settings } from '../settings/settings.ts';
import { folderSentence, takeStoreFolder } from '../disk/store-folder.ts';
import { watchUnderWay } from '../process/under-way.ts';

/** Where tickets come from, and where they may point. */
export type OpenCloud = (PlatformSource | BucketSource) & {
  readonly storeHosts: readonly string[];
  /** Where this server reaches the store, if that is not where browsers do. */
  readonly storeOrigin: string | undefined;
  readonly url: string | undefined;
  /** What the embedded store keeps; undefined with a live cloud. */
  readonly keeping: Keeping | undefined;
  /** Whether the embedded store can take files. */
  readonly checkStore: ReadinessCheck | undefined;
  /** Waits for the uploads that are under way now, for at most `ms`. */
  settle(ms: number): Promise<void>;
  close(drainMs: number): Promise<void>;
};

/** An IoT platform that is asked for them, at its address. */
type PlatformSource = {
  readonly kind: 'embedded' | Dialect;
  readonly access: PlatformAccess;
  /** How it is called where it is in this process; over the network if missing. */
  readonly callPlatform?: Cloud['callPlatform'];
};

/** None: this server makes them itself, for the operator's own bucket. */
type BucketSource = { readonly kind: 'bucket' } & Omit<OwnBucketSettings, 'kind'>;

/**
 * The embedded cloud gets the requests that a live one gets, signed, and verifies them; this process hands them over itself.
 * @param start how its server is started
 */
export async function openCloud(
  { host, cloud }: Settings,
  operations: CloudOperations,
  start = startCloudServer,
): Promise<OpenCloud> {
  switch (cloud.kind) {
    case 'live':
      return {
        kind: cloud.access.dialect,
        access: cloud.access,
        storeHosts: cloud.storeHosts,
        ...NOTHING_OPENED,
      };
    case 'bucket':
      return {
        ...cloud,
        storeHosts: [bucketAddress(cloud.access)],
        ...NOTHING_OPENED,
      };
    case 'embedded':
      return openEmbedded(host, cloud, operations, start);
  }
}

/** A cloud of others: nothing of it runs in this process. */
const NOTHING_OPENED = {
  storeOrigin: undefined,
  url: undefined,
  keeping: undefined,
  checkStore: undefined,
  settle: async () => {},
  close: async () => {},
};

async function openEmbedded(
  host: string,
  settings: EmbeddedSettings,
  { readiness, emit, report, metrics }: CloudOperations,
  start: typeof startCloudServer,
): Promise<OpenCloud> {
  const { dataDir, port, publicUrl, ticketLifeMs, quotaBytes, retention } = settings;
  const { credentials = randomCredentials() } = settings;
  const folder = await takeStoreFolder(dataDir, {
    onWait: (ms) => emit({ kind: 'notice', level: 'error', text: waitSentence(dataDir, ms) }),
    onLost: () => {
      // Two that write to one folder would sweep away each other's uploads.
      readiness.stop();
      emit({ kind: 'notice', level: 'error', text: lostSentence(dataDir) });
    },
  });
  try {
    const cannotUse = (error: unknown) => {
      throw new StartError(folderSentence(dataDir, error));
    };
    const store = await openDiskStore(folder.path, { quotaBytes }).catch(cannotUse);
    const packages = await openDiskPackages(folder.path).catch(cannotUse);
    const {
      server,
      origin: local,
      callPlatform,
    } = await start({ host, port, report }, (localOrigin) => {
      const cloud = createCloud({
        store,
        packages,
        digestBytes,
        createCrc64: createFastCrc64,
        credentials,
        origin: publicUrl ?? localOrigin,
        ticketLifeMs,
        // Every ticket has a key of its own: a form with a key that is taken repeats another, or is an attack.
        overwrite: 'never',
        report,
      });
      return observeCloud(refusingWhenStopping(readiness, cloud), emit);
    });
    const origin = publicUrl ?? local;
    const underWay = watchUnderWay(server);
    const checkStore = createStoreCheck(folder.path);
    readiness.addCheck(checkStore);
    watchSockets(metrics, server, 'store');
    watchStore(metrics, () => store.usage());
    const keeping = createKeeping({
      store,
      packages,
      rules: retention,
      onRemoved: (removal) => emit({ kind: 'removal', ...removal }),
    });
    const stopKeeping = keepInTime(keeping, report);
    return {
      kind: 'embedded',
      access: { dialect: 'tuya', endpoint: local, credentials },
      callPlatform,
      storeHosts: [origin],
      storeOrigin: local,
      url: origin,
      keeping,
      checkStore,
      settle: (ms) => underWay.settle(ms),
      close: async (drainMs) => {
        stopKeeping();
        await closeServer(server, drainMs);
        await folder.release();
      },
    };
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

function refusingWhenStopping(
  readiness: CloudReadiness,
  { fetch, postObject, callPlatform }: Cloud,
): Cloud {
  return {
    fetch,
    callPlatform,
    async postObject(head, form) {
      if (!readiness.isStopping()) return postObject(head, form);
      const refusal = new OssRefusal(
        'ServiceUnavailable',
        'This store is about to end, or to start again. Nothing of this upload was kept; try again in a moment.',
        undefined,
        { 'retry-after': String(STOPPING_RETRY_AFTER_S) },
      );
      return refusalAnswer(head, refusal);
    },
  };
}

/** Only this process knows it, so no other can sign for this store. */
function randomCredentials(): Credentials {
  return {
    accessKeyId: `EMBEDDED${randomBytes(8).toString('hex')}`,
    accessKeySecret: randomBytes(24).toString('base64url'),
  };
}
