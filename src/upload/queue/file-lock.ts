import { exactPath, fingerprintOf, type Firmware } from '../model/firmware-file.ts';

/**
 * Keeps two tabs of one browser from sending the same file unnoticed. A Web Lock ends with its tab, however that goes, and a
 * browser does not freeze a hidden tab that holds one.
 */
export type FileLocks = {
  /** Resolves with how to release it, or with `taken` when another tab has it. Within one tab a lock may be held several times. */
  acquire(firmware: Firmware): Promise<(() => void) | 'taken'>;
};

/** @param manager undefined where browsers have none, on plain http under a name: then every file is free */
export function createFileLocks(manager: LockManager | undefined): FileLocks {
  /** The locks of this tab, those included whose answer is still to come: one file is asked for once. */
  const locks = new Map<string, { holders: number; readonly taking: ReturnType<typeof take> }>();

  return {
    async acquire(firmware) {
      const name = `ota-drop-${exactPath(firmware).folder}/${fingerprintOf(firmware)}`;
      const lock = locks.get(name) ?? { holders: 0, taking: take(manager, name) };
      locks.set(name, lock);
      lock.holders += 1;
      const taken = await lock.taking;
      const release = () => {
        lock.holders -= 1;
        if (lock.holders > 0) return;
        locks.delete(name);
        if (taken !== 'taken') taken();
      };
      if (taken !== 'taken') return release;
      release();
      return 'taken';
    },
  };
}

/** A Web Lock is held for as long as a promise is pending. */
function take(manager: LockManager | undefined, name: string): Promise<(() => void) | 'taken'> {
  if (manager === undefined) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    manager
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve('taken');
          return undefined;
        }
        return new Promise<void>((release) => resolve(release));
      })
      // Where storage is forbidden, locks are too; an upload needs none.
      .catch(() => resolve(() => {}));
  });
}
