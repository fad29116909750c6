import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc64 } from '../../../src/contract/crc64.ts';
import { readEntry, type Entry } from '../../../src/server/disk/disk-entry.ts';
import { readPageFiles } from '../../../src/server/http/page-files.ts';
import { runServer } from '../../../src/server/run-server.ts';
import type { Environment } from '../../../src/server/settings/setting-reader.ts';
import { readSettings, type Settings } from '../../../src/server/settings/settings.ts';
import { injectFaults } from '../../../src/testing/faults/socket-faults.ts';
import { createFaultPlan, type FaultPlan } from '../../../src/testing/faults/fault-plan.ts';
import { startFaultProxy, type FaultProxy, type FaultProxyOptions } from '../proxy/fault-proxy.ts';

/**
 * The real server with the built page, in the process of the test, on free ports and with a folder of its own; trouble is
 * scripted by a plan.
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
  find(key: string): Promise<StoredFirmware | undefined>;
  /** Files of uploads that are neither finished nor given up. */
  unfinished(): Promise<number>;
  /** Resets the connections that a fault has stalled; nothing else notices that their browser is gone. */
  dropStalled(): void;
  stop(): Promise<void>;
};

export type StoredFirmware = {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Computed from the bytes on disk, unsigned decimal. */
  readonly crc64: string;
  /** What the store says of them: whatever differs is a torn object. */
  readonly told: { readonly size: number; readonly crc64: string };
  read(): Promise<Buffer>;
};

export type FaultyCloudOptions = {
  readonly plan?: FaultPlan;
  /** Settings by the names of the environment; ports and DATA_DIR are taken care of. */
  readonly env?: Environment;
};

export async function startFaultyCloud({
  plan = createFaultPlan(),
  env = {},
}: FaultyCloudOptions = {}): Promise<FaultyCloud> {
  const files = await readPageFiles(join(import.meta.dirname, '../../../dist/client'));
  const dataDir = await mkdtemp(join(tmpdir(), 'ota-drop-faulty-'));
  const faults = injectFaults(plan);
  const settings = settingsOf({ PORT: '0', CLOUD_PORT: '0', ...env, DATA_DIR: dataDir });
  const server = await runServer(settings, files, faults.open);
  const { pageUrl, cloudUrl, cloudListeningUrl } = server;
  if (cloudUrl === undefined || cloudListeningUrl === undefined) {
    throw new Error('Faults are played by the embedded cloud.');
  }
  const entries = async () => {
    const folder = join(dataDir, 'objects');
    const names = await readdir(folder);
    const found = await Promise.all(names.map((name) => readEntry(join(folder, name))));
    return found.filter((entry) => entry !== undefined);
  };
  return {
    url: pageUrl,
    cloudUrl,
    storeUrl: cloudListeningUrl,
    dataDir,
    plan,
    async stored() {
      const all: StoredFirmware[] = [];
      // One after the other: each is read whole.
      for (const entry of await entries()) all.push(await readStored(dataDir, entry));
      return all;
    },
    async find(key) {
      const entry = (await entries()).find(({ description }) => description.key === key);
      return entry && readStored(dataDir, entry);
    },
    unfinished: async () => (await readdir(join(dataDir, 'tmp'))).length,
    dropStalled: () => faults.dropStalled(),
    async stop() {
      await server.close(0);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** With a proxy between the browser and the store: `cloudUrl` is the proxy's. Our own server asks the store directly. */
export async function startProxiedCloud({
  proxy: proxyOptions,
  ...options
}: FaultyCloudOptions & { readonly proxy?: FaultProxyOptions } = {}): Promise<
  FaultyCloud & { readonly proxy: FaultProxy }
> {
  const proxy = await startFaultProxy(proxyOptions);
  const env = { ...options.env, CLOUD_PUBLIC_URL: proxy.origin };
  const cloud = await startFaultyCloud({ ...options, env });
  proxy.leadTo(Number(new URL(cloud.storeUrl).port));
  return {
    ...cloud,
    proxy,
    async stop() {
      await proxy.stop();
      await cloud.stop();
    },
  };
}

function settingsOf(env: Environment): Settings {
  const reading = readSettings(env);
  if (reading.kind === 'mistakes') throw new Error(reading.mistakes.join('\n'));
  return reading.settings;
}

async function readStored(dataDir: string, { blob, description }: Entry): Promise<StoredFirmware> {
  const read = () => readFile(join(dataDir, 'blobs', blob));
  const bytes = await read();
  return {
    key: description.key,
    size: bytes.byteLength,
    crc64: crc64(bytes),
    told: { size: description.size, crc64: description.crc64 },
    read,
  };
}
