import { join } from 'node:path';
import { settingsOf } from '../../../src/automation/in-process.ts';
import { temporaryFolder } from '../../../src/automation/temporary-folder.ts';
import { readPageFiles } from '../../../src/server/http/page-files.ts';
import type { PagePlans } from '../../../src/scenarios/server/page-plans.ts';
import { runScenarios } from '../../../src/scenarios/server/run-scenarios.ts';

const CLIENT = join(import.meta.dirname, '../../../dist/scenarios/client');

export type ScenarioCloud = {
  readonly url: string;
  /** What is armed, and for whom. */
  readonly pagePlans: PagePlans;
  stop(): Promise<void>;
};

/** What `npm run scenarios` starts, in the process of the test, on free ports and with a folder of its own. */
export async function startScenarioServer(
  env: Readonly<Record<string, string>> = {},
  key?: string,
): Promise<ScenarioCloud> {
  const folder = await temporaryFolder();
  const settings = settingsOf({ ...env, DATA_DIR: folder.path });
  const { pageUrl, pagePlans, close } = await runScenarios(
    settings,
    await readPageFiles(CLIENT),
    key,
  );
  return {
    url: pageUrl,
    pagePlans,
    async stop() {
      await close(0);
      await folder.remove();
    },
  };
}
