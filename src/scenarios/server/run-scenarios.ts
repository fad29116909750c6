import { injectFaults } from '../../faults/socket/socket-faults.ts';
import { createAccess } from '../../server/access/access.ts';
import { createAuditor } from '../../server/http/auditor.ts';
import type { PageFiles } from '../../server/http/page-files.ts';
import { createOperations } from '../../server/operations/operations.ts';
import { StartError } from '../../server/process/listening.ts';
import { runServer, type RunningServer } from '../../server/run-server.ts';
import type { Settings } from '../../server/settings/settings.ts';
import { createArmingGate } from './arming-gate.ts';
import { createPagePlans, type PagePlans } from './page-plans.ts';
import { withScenarios } from './with-scenarios.ts';

export type ScenarioServer = RunningServer & { readonly pagePlans: PagePlans };

/**
 * The server with its embedded cloud, whose failures users arm themselves. A program of its own: what `npm start` runs holds nothing
 * of it.
 * @param key what the operator gives to those who may arm from other machines
 * @throws StartError with a live cloud: none may be armed
 */
export async function runScenarios(
  settings: Settings,
  files: PageFiles,
  key: string | undefined,
  operations = createOperations(),
): Promise<ScenarioServer> {
  const clouds = settings.targets?.map(({ cloud }) => cloud) ?? [settings.cloud];
  if (clouds.some(({ kind }) => kind !== 'embedded')) {
    throw new StartError(
      'Scenarios are played by the embedded cloud alone: leave CLOUD and TARGETS_FILE out.',
    );
  }
  const pagePlans = createPagePlans();
  const faults = injectFaults(pagePlans.plan);
  const access = createAccess(settings.accessRules);
  const server = await runServer(settings, files, faults.open, operations, (app, audit) =>
    withScenarios(app, {
      pagePlans,
      gate: createArmingGate(settings.publicUrl, key),
      access,
      auditor: createAuditor(audit, access, operations.report),
      publicOrigin: settings.publicUrl,
    }),
  );
  return {
    ...server,
    pagePlans,
    async close(drainMs) {
      // They are not read any more, so that nothing would notice that they are gone.
      faults.dropStalled();
      await server.close(drainMs);
    },
  };
}
