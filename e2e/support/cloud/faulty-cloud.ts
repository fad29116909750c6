import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runServer } from '../../../src/server/run-server.ts';
import type { Environment } from '../../../src/server/settings/setting-reader.ts';
import { createFaultPlan, type FaultPlan } from '../../../src/testing/faults/fault-plan.ts';
import { injectFaults } from '../../../src/testing/faults/socket-faults.ts';
import { startFaultProxy, type FaultProxy } from '../proxy/fault-proxy.ts';
import { builtPage, settingsOf } from './in-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { storedIn, type StoredFirmware } from './stored-files.ts';

/**
 * The real server with the built page, in the process of the test, on free ports and with a folder of its own; a plan scripts
 * the faults.
 *
 * Every fault of the wire has two faces. On a fresh socket the browser reports it; on a re-used one Chromium sends the whole
 * POST once more without telling, and only then reports. Which it is, the preflight decides, since it opens the socket:
 *
 *   plan.preflight = 'same-socket'   the POST re-uses the preflight's socket: the store sees two POSTs of one key
 *   plan.preflight = 'own-socket'    every answer closes its socket: the store sees one POST
 *
 * `plan.posts` says of each POST which one it was. A fault armed as it is (`each: 'post'`) bites the first of the two and lets
 * the second through, so that the page notices nothing; armed with `each: 'key'` it bites both, so that the page's own
 * attempts are what is left. On a fresh socket both come to the same.
 */
export type FaultyCloud = {
  /** Where the page is. */
  readonly url: string;
  /** Where browsers reach the store: the proxy, if there is one. */
  readonly cloudUrl: string;
  /** Where the store itself listens: for whatever a test puts before it. */
  readonly storeUrl: string;
  readonly dataDir: string;
  readonly plan: FaultPlan;
  /** What is on disk now. */
  stored(): Promise<readonly StoredFirmware[]>;
  /** Files of uploads that are neither finished nor given up. */
  unfinished(): Promise<number>;
  /** Resets the connections that a fault has stalled; nothing else notices that their browser is gone. */
  dropStalled(): void;
  stop(): Promise<void>;
};

export type FaultyCloudOptions = {
  readonly plan?: FaultPlan;
  /** Settings by the names of the environment; ports and DATA_DIR are taken care of. */
  readonly env?: Environment;
};

export async function startFaultyCloud(options: FaultyCloudOptions = {}): Promise<FaultyCloud> {
  const { plan = createFaultPlan(), env = {} } = options;
  const folder = await temporaryFolder();
  const faults = injectFaults(plan);
  const settings = settingsOf({ ...env, DATA_DIR: folder.path });
  const server = await runServer(settings, await builtPage(), faults.open);
  const { pageUrl, cloudUrl, cloudListeningUrl } = server;
  if (cloudUrl === undefined || cloudListeningUrl === undefined) {
    throw new Error('Faults are played by the embedded cloud.');
  }
  return {
    url: pageUrl,
    cloudUrl,
    storeUrl: cloudListeningUrl,
    dataDir: folder.path,
    plan,
    stored: () => storedIn(folder.path),
    unfinished: async () => (await readdir(join(folder.path, 'tmp'))).length,
    dropStalled: () => faults.dropStalled(),
    async stop() {
      await server.close(0);
      await folder.remove();
    },
  };
}

export type ProxiedCloud = FaultyCloud & { readonly proxy: FaultProxy };

/** With a proxy between the browser and the store: `cloudUrl` is the proxy's. Our own server asks the store directly. */
export async function startProxiedCloud(options: FaultyCloudOptions = {}): Promise<ProxiedCloud> {
  const proxy = await startFaultProxy();
  const env = { ...options.env, CLOUD_PUBLIC_URL: proxy.url };
  const cloud = await startFaultyCloud({ ...options, env });
  proxy.leadTo(cloud.storeUrl);
  return {
    ...cloud,
    proxy,
    async stop() {
      await proxy.stop();
      await cloud.stop();
    },
  };
}
