import { exactPath, fingerprintOf, type Firmware } from '../model/firmware-file.ts';

/**
 * Sees to it that two tabs of one browser do not send the same file unawares. A claim is a Web Lock: it ends with its tab,
 * however that goes, and a browser does not freeze a hidden tab that holds one.
 */
export type FileLocks = {
  /** Resolves with how to let go, or with `taken` when another tab has it. Within one tab a claim may be held several times. */
  claim(firmware: Firmware): Promise<(() => void) | 'taken'>;
};

/** @param locks undefined on plain http under a name, where browsers have none: then nobody is kept out */
export function createFileLocks(locks: LockManager | undefined): FileLocks {
  /** The claims of this tab, those included whose answer is still to come: one file is asked for once. */
  const claims = new Map<string, { holders: number; readonly taking: ReturnType<typeof take> }>();

  return {
    async claim(firmware) {
      const name = `ota-drop-${exactPath(firmware).folder}/${fingerprintOf(firmware)}`;
      const claim = claims.get(name) ?? { holders: 0, taking: take(locks, name) };
      claims.set(name, claim);
      claim.holders += 1;
      const release = await claim.taking;
      const letGo = () => {
        claim.holders -= 1;
        if (claim.holders > 0) return;
        claims.delete(name);
        if (release !== 'taken') release();
      };
      if (release !== 'taken') return letGo;
      letGo();
      return 'taken';
    },
  };
}

/** A Web Lock is held for as long as a promise is pending. */
function take(locks: LockManager | undefined, name: string): Promise<(() => void) | 'taken'> {
  if (locks === undefined) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve('taken');
          return undefined;
        }
        return new Promise<void>((release) => resolve(release));
      })
      // Where storage is forbidden locks are, too; an upload needs none.
      .catch(() => resolve(() => {}));
  });
}
