import { openAuditLog } from './audit/audit-log.ts';
import { openCloud } from './embedded/open-cloud.ts';
import { watchUnderWay } from './process/under-way.ts';
import type { PageFiles } from './http/page-files.ts';
import { createPageServer } from './http/page-server.ts';
import { closeTargets, openTargets } from './open-targets.ts';
import { closeServer, hostInUrl, listen } from './process/listening.ts';
import { createReadiness } from './process/readiness.ts';
import { createServerApp } from './server-app.ts';
import type { Settings } from './settings/settings.ts';

export type RunningServer = {
  /** Where users open the page. */
  readonly pageUrl: string;
  /** Where this process listens; the same, unless PUBLIC_URL says otherwise. */
  readonly listeningUrl: string;
  /** Where the embedded store is reached, of several clouds the first one's; undefined with a live cloud. */
  readonly cloudUrl: string | undefined;
  /** Where the embedded store itself listens; the same, unless CLOUD_PUBLIC_URL says otherwise. */
  readonly cloudListeningUrl: string | undefined;
  /**
   * Refuses everything new from now on, lets what is under way finish for at most `drainMs`, then closes everything.
   */
  close(drainMs: number): Promise<void>;
};

/**
 * @param open how the cloud is opened
 * @throws StartError when a port or a folder cannot be had.
 */
export async function runServer(
  settings: Settings,
  files: PageFiles,
  open = openCloud,
): Promise<RunningServer> {
  const readiness = createReadiness();
  const audit = await openAuditLog(settings.auditFile);
  const targets = await openTargets(settings, readiness, open);
  const [{ cloud }] = targets;
  try {
    const app = createServerApp(settings, targets, files, readiness, audit);
    const server = createPageServer(app);
    const underWay = watchUnderWay(server);
    const port = await listen(server, settings.host, settings.port, 'PORT');
    const listeningUrl = `http://${hostInUrl(settings.host)}:${port}`;
    return {
      pageUrl: settings.publicUrl ?? listeningUrl,
      listeningUrl,
      cloudUrl: cloud.url,
      cloudListeningUrl: cloud.storeOrigin,
      close: async (drainMs) => {
        const until = performance.now() + drainMs;
        readiness.stop();
        // Both go on answering meanwhile: a closed port cannot say why, and when to come back.
        await Promise.all([
          underWay.settle(drainMs),
          ...targets.map((each) => each.cloud.settle(drainMs)),
        ]);
        const leftMs = Math.max(0, until - performance.now());
        await Promise.all([closeServer(server, leftMs), closeTargets(targets, leftMs)]);
      },
    };
  } catch (error) {
    await closeTargets(targets, 0);
    throw error;
  }
}
