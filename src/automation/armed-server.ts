import { createFaultPlan, type FaultPlan } from '../faults/fault-plan.ts';
import { injectFaults } from '../faults/socket/socket-faults.ts';
import { runServer } from '../server/run-server.ts';
import type { Environment } from '../server/settings/setting-reader.ts';
import { builtPage, settingsOf } from './in-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * The server with the built page and the embedded cloud, in the process of the test, on free ports and with a folder of its own;
 * a plan scripts what goes wrong. Only code of this process can arm it: there is no setting, address or message that does, so
 * what runs as `npm start` has nothing to be armed by.
 */
export type ArmedServer = {
  /** Where the page is. */
  readonly url: string;
  /** Where browsers reach the store. */
  readonly cloudUrl: string;
  /** Where the store itself listens: another address only where CLOUD_PUBLIC_URL says so. */
  readonly storeUrl: string;
  /** What is stored is kept there. */
  readonly dataDir: string;
  readonly plan: FaultPlan;
  /** Resets the connections that a fault has stalled; nothing else notices that their browser is gone. */
  dropStalled(): void;
  /** Ends it at once and removes its folder. */
  stop(): Promise<void>;
};

export type ArmedServerOptions = {
  readonly plan?: FaultPlan;
  /** Settings by the names of the environment; ports and DATA_DIR are taken care of. */
  readonly env?: Environment;
};

export async function startArmedServer(options: ArmedServerOptions = {}): Promise<ArmedServer> {
  const { plan = createFaultPlan(), env = {} } = options;
  const settings = settingsOf(env);
  if (settings.cloud.kind !== 'embedded') {
    throw new Error('Faults are played by the embedded cloud: leave CLOUD out.');
  }
  const folder = await temporaryFolder();
  try {
    const faults = injectFaults(plan);
    const own = settingsOf({ ...env, DATA_DIR: folder.path });
    const server = await runServer(own, await builtPage(), { open: faults.open });
    const { pageUrl, cloudUrl = '', cloudListeningUrl = '' } = server;
    return {
      url: pageUrl,
      cloudUrl,
      storeUrl: cloudListeningUrl,
      dataDir: folder.path,
      plan,
      dropStalled: () => faults.dropStalled(),
      async stop() {
        await server.close(0);
        await folder.remove();
      },
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
