import { fingerprintOf, type Firmware } from './firmware.ts';

/**
 * Sees to it that two tabs of one browser do not send the same file unawares. A claim is a Web Lock: it ends with its tab,
 * however that goes, and a browser does not freeze a hidden tab that holds one.
 */
export type TabClaims = {
  /** Resolves with how to let go, or with `taken` when another tab has it. Within one tab a claim may be held several times. */
  claim(firmware: Firmware): Promise<(() => void) | 'taken'>;
};

/** @param locks undefined on plain http under a name, where browsers have none: then nobody is kept out */
export function createTabClaims(locks: LockManager | undefined): TabClaims {
  const held = new Map<string, { holders: number; release: () => void }>();

  return {
    async claim(firmware) {
      const name = `ota-drop-${fingerprintOf(firmware)}`;
      const ours = held.get(name);
      if (ours !== undefined) {
        ours.holders += 1;
        return () => letGo(name);
      }
      const release = locks === undefined ? () => {} : await take(locks, name);
      if (release === 'taken') {
        // Two uploads of one file may have asked at the same moment; the other one of this tab was quicker.
        const quicker = held.get(name);
        if (quicker === undefined) return 'taken';
        quicker.holders += 1;
        return () => letGo(name);
      }
      held.set(name, { holders: 1, release });
      return () => letGo(name);
    },
  };

  function letGo(name: string): void {
    const claim = held.get(name);
    if (claim === undefined) return;
    claim.holders -= 1;
    if (claim.holders > 0) return;
    held.delete(name);
    claim.release();
  }
}

/** A Web Lock is held for as long as a promise is pending. */
function take(locks: LockManager, name: string): Promise<(() => void) | 'taken'> {
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
