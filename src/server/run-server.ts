import type { Hono } from 'hono';
import { openAuditLog, type AuditLog } from './audit/audit-log.ts';
import { examineAll } from './doctor/examine.ts';
import type { Finding } from './doctor/finding.ts';
import { openCloud } from './embedded/open-cloud.ts';
import { watchUnderWay } from './process/under-way.ts';
import type { PageFiles } from './http/page-files.ts';
import { createPageServer } from './http/page-server.ts';
import { RELAY_PATH } from '../contract/page-config.ts';
import { closeTargets, openTargets } from './open-targets.ts';
import { watchSockets } from './operations/gauges.ts';
import { createOperations, type Operations } from './operations/operations.ts';
import { closeServer, hostInUrl, listen } from './process/listening.ts';
import { openShared } from './redis/open-shared.ts';
import { createServerApp } from './server-app.ts';
import { setUpOf } from './set-up.ts';
import { startOperator } from './start-operator.ts';
import type { Settings } from './settings/settings.ts';

export type RunningServer = {
  /** Where users open the page. */
  readonly pageUrl: string;
  /** Where this process listens; the same, unless PUBLIC_URL says otherwise. */
  readonly listeningUrl: string;
  /** Where the embedded store is reached, of several clouds the first one's; undefined with a live cloud. */
  readonly cloudUrl: string | undefined;
  /** The same of every cloud, in the order of the targets. */
  readonly cloudUrls: readonly (string | undefined)[];
  /** Where the embedded store itself listens; the same, unless CLOUD_PUBLIC_URL says otherwise. */
  readonly cloudListeningUrl: string | undefined;
  /** Where the operator asks; undefined without OPERATOR_PORT. */
  readonly operatorUrl: string | undefined;
  /** What the doctor finds in it. @param mayPost whether one byte may be stored to see whether that works */
  examine(mayPost: boolean): Promise<readonly Finding[]>;
  /**
   * Refuses everything new from now on, lets what is under way finish for at most `drainMs`, then closes everything.
   */
  close(drainMs: number): Promise<void>;
};

export type RunOptions = {
  /** How the cloud is opened: tests put faults in front of it. */
  readonly open?: typeof openCloud;
  readonly operations?: Operations;
  /** What stands in front of the app. */
  readonly wrap?: (app: Hono, audit: AuditLog) => Pick<Hono, 'fetch'>;
};

/**
 * Opens the clouds and listens for the page.
 * @param files of the page, by their path
 * @throws StartError when a port or a folder cannot be had.
 */
export async function runServer(
  settings: Settings,
  files: PageFiles,
  options: RunOptions = {},
): Promise<RunningServer> {
  const { open = openCloud, operations = createOperations(), wrap = (app: Hono) => app } = options;
  const { readiness } = operations;
  const audit = await openAuditLog(settings.auditFile);
  const targets = await openTargets(settings, operations, open);
  const [{ cloud }] = targets;
  const { redisUrl } = settings;
  const shared = redisUrl === undefined ? undefined : await openShared(redisUrl, operations);
  try {
    const app = wrap(
      createServerApp({ settings, targets, files, operations, audit, shared }),
      audit,
    );
    const relay = settings.hasRelay ? { path: RELAY_PATH, report: operations.report } : undefined;
    const server = createPageServer(app, undefined, relay);
    const underWay = watchUnderWay(server);
    const port = await listen(server, settings.host, settings.port, 'PORT');
    const listeningUrl = `http://${hostInUrl(settings.host)}:${port}`;
    watchSockets(operations.metrics, server, 'page');
    const examine = (mayPost: boolean) =>
      examineAll(setUpOf(settings, targets, listeningUrl), mayPost);
    const operator = await startOperator(settings, targets, operations, examine).catch(
      async (error: unknown) => {
        await closeServer(server, 0);
        throw error;
      },
    );
    return {
      pageUrl: settings.publicUrl ?? listeningUrl,
      listeningUrl,
      operatorUrl: operator?.url,
      examine,
      cloudUrl: cloud.url,
      cloudUrls: targets.map((each) => each.cloud.url),
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
        await Promise.all([
          closeServer(server, leftMs),
          closeTargets(targets, leftMs),
          operator?.close(leftMs),
        ]);
        shared?.close();
      },
    };
  } catch (error) {
    await closeTargets(targets, 0);
    shared?.close();
    throw error;
  }
}
