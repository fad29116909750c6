import { bucketAddress } from '../contract/bucket/bucket-access.ts';
import { TARGET_HEADER } from '../contract/access/target.ts';
import type { Patient, SetUp } from './doctor/examine.ts';
import type { TicketSource } from './doctor/ticket-source.ts';
import type { OpenCloud } from './embedded/open-cloud.ts';
import type { OpenTarget } from './open-targets.ts';
import { hostInUrl } from './process/listening.ts';
import type { CloudSettings, Settings, TargetSettings } from './settings/settings.ts';

/** What the doctor looks into: this server with every cloud of it. */

type One = Omit<Patient, 'mayPost'>;

/** The server that runs in this process, seen from within. */
export function setUpOf(
  { publicUrl, redisUrl, hasRelay }: Settings,
  targets: readonly OpenTarget[],
  listeningUrl: string,
): SetUp {
  const patients = targets.map(({ target, cloud }): One => {
    const { storeHosts, storeOrigin, checkStore } = cloud;
    return {
      target: target?.id,
      source: sourceOf(cloud),
      storeHosts,
      storeOrigin,
      pageOrigin: publicUrl ?? listeningUrl,
      hasRelay,
      checkStore,
    };
  });
  return { publicUrl, redisUrl, patients };
}

/** One that runs in another process, seen from outside. @param url where it listens */
export function runningSetUp(settings: Settings, url: string): SetUp {
  const { publicUrl, redisUrl, cloud, targets = [undefined] } = settings;
  const patients = targets.map((target) =>
    runningPatient(settings, target?.cloud ?? cloud, target, url),
  );
  return { publicUrl, redisUrl, patients };
}

function runningPatient(
  { publicUrl, hasRelay, accessRules }: Settings,
  cloud: CloudSettings,
  target: TargetSettings | undefined,
  url: string,
): One {
  const page = {
    target: target?.id,
    pageOrigin: publicUrl ?? url,
    hasRelay,
    checkStore: undefined,
  };
  switch (cloud.kind) {
    case 'live': {
      const { access, storeHosts } = cloud;
      return { ...page, source: { kind: 'signed', access }, storeHosts, storeOrigin: undefined };
    }
    case 'bucket':
      return {
        ...page,
        source: cloud,
        storeHosts: [bucketAddress(cloud.access)],
        storeOrigin: undefined,
      };
    case 'embedded': {
      const local = `http://${hostInUrl('127.0.0.1')}:${cloud.port}`;
      const { signIn } = accessRules;
      const headers = {
        ...(target && { [TARGET_HEADER]: target.id }),
        ...(signIn.kind === 'token' && { authorization: `Bearer ${signIn.token}` }),
      };
      return {
        ...page,
        source: { kind: 'served', url, headers },
        storeHosts: [cloud.publicUrl ?? local],
        storeOrigin: local,
      };
    }
  }
}

function sourceOf(cloud: OpenCloud): TicketSource {
  return cloud.kind === 'bucket' ? cloud : { kind: 'signed', access: cloud.access };
}
