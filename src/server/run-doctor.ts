import { bucketAddress } from '../contract/bucket/bucket-access.ts';
import { examine, type Patient } from './doctor/examine.ts';
import type { Finding } from './doctor/finding.ts';
import { probe } from './doctor/probe.ts';
import { openCloud, type OpenCloud } from './embedded/open-cloud.ts';
import { hostInUrl, StartError } from './process/listening.ts';
import { runServer } from './run-server.ts';
import { patientOf } from './start-operator.ts';
import type { Settings } from './settings/settings.ts';

/**
 * Examines the set-up that these settings make, from a process of its own. A server that is not running is started for as long
 * as that takes; of one that runs, what can be seen from outside is examined.
 */
export async function runDoctor(settings: Settings, mayPost: boolean): Promise<readonly Finding[]> {
  let cloud: OpenCloud | undefined;
  try {
    const running = await runServer(settings, new Map(), async (...args) => {
      cloud = await openCloud(...args);
      return cloud;
    });
    try {
      if (cloud === undefined) throw new Error('the server runs without a cloud');
      return await examine({ ...patientOf(settings, cloud, running.listeningUrl), mayPost });
    } finally {
      await running.close(0);
    }
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const url = `http://${hostInUrl(settings.host)}:${settings.port}`;
    const health = await probe(`${url}/healthz`, { method: 'GET' });
    if (health.kind === 'answer' && health.status === 200) {
      return examine({ ...runningPatient(settings, url), mayPost });
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

function runningPatient(
  { publicUrl, hasRelay, cloud }: Settings,
  url: string,
): Omit<Patient, 'mayPost'> {
  const page = { pageOrigin: publicUrl ?? url, publicUrl, hasRelay, checkStore: undefined };
  if (cloud.kind === 'live') {
    return {
      ...page,
      source: { kind: 'signed', access: cloud.access },
      storeHosts: cloud.storeHosts,
      storeOrigin: undefined,
    };
  }
  if (cloud.kind === 'bucket') {
    const { kind, ...bucket } = cloud;
    const storeHosts = [bucketAddress(cloud.access)];
    return { ...page, source: { kind, ...bucket }, storeHosts, storeOrigin: undefined };
  }
  const local = `http://${hostInUrl('127.0.0.1')}:${cloud.port}`;
  return {
    ...page,
    source: { kind: 'served', url },
    storeHosts: [cloud.publicUrl ?? local],
    storeOrigin: local,
  };
}
