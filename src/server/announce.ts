import { bucketAddress } from '../contract/bucket/bucket-access.ts';
import type { Emit } from './operations/server-event.ts';
import { isLoopback } from './process/loopback.ts';
import type { RunningServer } from './run-server.ts';
import type { CloudSettings, Settings } from './settings/settings.ts';

/** The first lines of the log: where everything is. */
export function announce(log: Emit, running: RunningServer, { cloud, targets }: Settings): void {
  const { pageUrl, listeningUrl, operatorUrl, cloudUrls } = running;
  tell(log, `OTA Drop is ready: ${pageUrl}`);
  if (listeningUrl !== pageUrl) tell(log, `It listens on ${listeningUrl}`);
  if (operatorUrl !== undefined) {
    tell(
      log,
      `For the operator: ${operatorUrl}/metrics, ${operatorUrl}/doctor, ${operatorUrl}/store`,
    );
  }
  const clouds = targets ?? [{ id: undefined, cloud }];
  for (const [nth, { id, cloud: one }] of clouds.entries()) {
    for (const text of linesOf(one, cloudUrls[nth], pageUrl)) tell(log, text, id);
  }
  tell(log, 'Stop it with Ctrl+C.');
}

export function tell(log: Emit, text: string, target?: string): void {
  log({ kind: 'notice', level: 'info', text }, target);
}

function linesOf(cloud: CloudSettings, url = '', pageUrl: string): readonly string[] {
  switch (cloud.kind) {
    case 'embedded': {
      const { dataDir, publicUrl } = cloud;
      const isUnreached = !isLoopback(new URL(pageUrl).hostname) && publicUrl === undefined;
      return [
        `Files go to the embedded cloud at ${url}, kept in ${dataDir}`,
        ...(isUnreached
          ? [
              'Note: people who open the page on another machine would look for this store on their own. Set CLOUD_PUBLIC_URL to where they reach it.',
            ]
          : []),
      ];
    }
    case 'live':
      return [`Tickets come from ${cloud.access.endpoint}`];
    case 'bucket':
      return [`Files go to your bucket at ${bucketAddress(cloud.access)}`];
  }
}
