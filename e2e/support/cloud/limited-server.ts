import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { openDiskStore } from '../../../src/server/disk/disk-store.ts';
import type { Disk } from '../../../src/server/disk/disk.ts';
import { startCloudServer, type CloudLimits } from '../../../src/server/embedded/cloud-server.ts';
import { createOperations } from '../../../src/server/operations/operations.ts';
import { closeServer, listen } from '../../../src/server/process/listening.ts';
import { createServerApp } from '../../../src/server/server-app.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../../../src/simulator/cloud.ts';
import { builtPage, settingsOf } from '../../../src/automation/in-process.ts';
import { temporaryFolder } from '../../../src/automation/temporary-folder.ts';
import { storedIn, type StoreContents } from './stored-files.ts';

/** The real page, API and store in this process, with a disk and limits that no setting offers. Signs with the sample key. */
export type LimitedServer = StoreContents & {
  readonly url: string;
  readonly cloudUrl: string;
  readonly dataDir: string;
  stop(): Promise<void>;
};

export type LimitedServerOptions = {
  readonly disk?: Disk;
  readonly limits?: Partial<CloudLimits>;
};

export async function startLimitedServer(
  options: LimitedServerOptions = {},
): Promise<LimitedServer> {
  const { disk, limits = {} } = options;
  const folder = await temporaryFolder();
  const store = await openDiskStore(folder.path, disk === undefined ? {} : { disk });
  const credentials = SAMPLE_CREDENTIALS;
  const { server: cloudServer, origin: cloudUrl } = await startCloudServer(
    { host: '127.0.0.1', port: 0, limits },
    (origin) => createCloud({ store, credentials, origin }),
  );
  const open = {
    kind: 'embedded',
    access: { dialect: 'tuya', endpoint: cloudUrl, credentials },
    storeHosts: [cloudUrl],
    storeOrigin: cloudUrl,
    url: cloudUrl,
    keeping: undefined,
    checkStore: undefined,
    settle: async () => {},
    close: async () => {},
  } as const;
  const operations = createOperations();
  const app = createServerApp({
    settings: settingsOf({}),
    targets: [{ cloud: open, target: undefined, operations, ticketsPerSecond: 0 }],
    files: await builtPage(),
    operations,
  });
  const server = createServer(getRequestListener(app.fetch));
  const url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0, 'PORT')}`;
  return {
    url,
    cloudUrl,
    dataDir: folder.path,
    stored: () => storedIn(folder.path),
    async stop() {
      await Promise.all([closeServer(server, 0), closeServer(cloudServer, 0)]);
      await folder.remove();
    },
  };
}
