import { examineAll } from './doctor/examine.ts';
import type { Finding } from './doctor/finding.ts';
import { probe } from './doctor/probe.ts';
import { hostInUrl, StartError } from './process/listening.ts';
import { runServer } from './run-server.ts';
import { runningSetUp } from './set-up.ts';
import type { Settings } from './settings/settings.ts';

/**
 * Examines the set-up that these settings make, from a process of its own. A server that is not running is started for as long
 * as that takes; of one that runs, what can be seen from outside is examined.
 */
export async function runDoctor(settings: Settings, mayPost: boolean): Promise<readonly Finding[]> {
  try {
    const running = await runServer(settings, new Map());
    try {
      return await running.examine(mayPost);
    } finally {
      await running.close(0);
    }
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const url = `http://${hostInUrl(settings.host)}:${settings.port}`;
    const health = await probe(`${url}/healthz`, { method: 'GET' });
    if (health.kind === 'answer' && health.status === 200) {
      return examineAll(runningSetUp(settings, url), mayPost);
    }
    return [
      {
        check: 'start',
        severity: 'fault',
        what: error.message,
        mend: 'That is the sentence the server would end with; it names the setting.',
      },
    ];
  }
}
