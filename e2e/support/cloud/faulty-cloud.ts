import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  startArmedServer,
  type ArmedServer,
  type ArmedServerOptions,
} from '../../../src/automation/armed-server.ts';
import { startFaultProxy, type FaultProxy } from '../proxy/fault-proxy.ts';
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
export type FaultyCloud = ArmedServer & {
  /** What is on disk now. */
  stored(): Promise<readonly StoredFirmware[]>;
  /** Files of uploads that are neither finished nor given up. */
  unfinished(): Promise<number>;
};

export async function startFaultyCloud(options: ArmedServerOptions = {}): Promise<FaultyCloud> {
  const server = await startArmedServer(options);
  return {
    ...server,
    stored: () => storedIn(server.dataDir),
    unfinished: async () => (await readdir(join(server.dataDir, 'tmp'))).length,
  };
}

export type ProxiedCloud = FaultyCloud & { readonly proxy: FaultProxy };

/** With a proxy between the browser and the store: `cloudUrl` is the proxy's. Our own server asks the store directly. */
export async function startProxiedCloud(options: ArmedServerOptions = {}): Promise<ProxiedCloud> {
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
