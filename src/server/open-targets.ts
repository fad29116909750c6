import type { openCloud, OpenCloud } from './embedded/open-cloud.ts';
import { operationsOf, type CloudOperations, type Operations } from './operations/operations.ts';
import type { Settings, TargetSettings } from './settings/settings.ts';

/** A cloud that is open, and how users call it where there are several. */
export type OpenTarget = Pick<Settings, 'ticketsPerSecond'> & {
  readonly cloud: OpenCloud;
  /** Undefined where there is one cloud without a name. */
  readonly target: TargetSettings | undefined;
  readonly operations: CloudOperations;
};

/** @throws StartError when a port or a folder cannot be had; then none stays open. */
export async function openTargets(
  settings: Settings,
  operations: Operations,
  open: typeof openCloud,
): Promise<readonly [OpenTarget, ...OpenTarget[]]> {
  const { ticketsPerSecond, targets } = settings;
  if (targets === undefined) {
    const cloud = await open(settings, operations);
    return [{ cloud, target: undefined, operations, ticketsPerSecond }];
  }
  const opened: OpenTarget[] = [];
  try {
    for (const target of targets) {
      const own = operationsOf(operations, target);
      const cloud = await open({ ...settings, cloud: target.cloud }, own);
      opened.push({ cloud, target, operations: own, ticketsPerSecond: target.ticketsPerSecond });
    }
  } catch (error) {
    await closeTargets(opened, 0);
    throw error;
  }
  const [first, ...others] = opened;
  if (first === undefined) throw new Error('a file of targets without one is refused');
  return [first, ...others];
}

export async function closeTargets(targets: readonly OpenTarget[], drainMs: number): Promise<void> {
  await Promise.all(targets.map(({ cloud }) => cloud.close(drainMs)));
}
