import type { openCloud, OpenCloud } from './embedded/open-cloud.ts';
import type { Operations } from './operations/operations.ts';
import type { Settings, TargetSettings } from './settings/settings.ts';

/** A cloud that is open, and how users call it where there are several. */
export type OpenTarget = Pick<Settings, 'ticketsPerSecond'> & {
  readonly cloud: OpenCloud;
  /** Undefined where there is one cloud without a name. */
  readonly target: TargetSettings | undefined;
};

/** @throws StartError when a port or a folder cannot be had; then none stays open. */
export async function openTargets(
  settings: Settings,
  operations: Operations,
  open: typeof openCloud,
): Promise<readonly [OpenTarget, ...OpenTarget[]]> {
  const { ticketsPerSecond, targets } = settings;
  if (targets === undefined) {
    return [{ cloud: await open(settings, operations), target: undefined, ticketsPerSecond }];
  }
  const opened: OpenTarget[] = [];
  try {
    for (const target of targets) {
      const cloud = await open({ ...settings, cloud: target.cloud }, operations);
      opened.push({ cloud, target, ticketsPerSecond: target.ticketsPerSecond });
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
