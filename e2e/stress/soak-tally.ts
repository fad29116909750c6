import type { SoakRow } from './soak-page.ts';

/** What a soak has come to so far. */
export type SoakTally = {
  /** In bytes, of every upload that has ended. */
  readonly sizes: readonly number[];
  readonly verified: number;
  /** Done, with a checksum that nobody gets to see. */
  readonly unverified: number;
  /** How many were done after so many attempts. */
  readonly attempts: ReadonlyMap<number, number>;
  /** Done, and another object under the address, or none; by the size of the file. */
  readonly corrupt: readonly number[];
  /** The same, and called verified. */
  readonly falselyVerified: readonly number[];
  /** Given up: code and attempts. */
  readonly failed: readonly string[];
  /** Objects whose address nobody is shown: whole copies, and others. */
  readonly leftBehind: Readonly<Record<LeftBehind, number>>;
  /** Everything else that must not be. */
  readonly complaints: readonly string[];
  readonly seconds: number;
  /** @param isIdentical whether the file's bytes are in the store under the address in the row */
  count(row: SoakRow, size: number, isIdentical: boolean): void;
  countLeftBehind(what: LeftBehind): void;
  complain(what: string): void;
};

type LeftBehind = 'copy' | 'spoilt';

export function createSoakTally(): SoakTally {
  const startedAt = performance.now();
  const sizes: number[] = [];
  const attempts = new Map<number, number>();
  const corrupt: number[] = [];
  const falselyVerified: number[] = [];
  const failed: string[] = [];
  const complaints: string[] = [];
  const counts = { verified: 0, unverified: 0 };
  const leftBehind = { copy: 0, spoilt: 0 };

  return {
    sizes,
    attempts,
    corrupt,
    falselyVerified,
    failed,
    complaints,
    leftBehind,
    get verified() {
      return counts.verified;
    },
    get unverified() {
      return counts.unverified;
    },
    get seconds() {
      return Math.round((performance.now() - startedAt) / 1000);
    },
    count({ status, verdict, firmwareUrl, code, attempts: needed }, size, isIdentical) {
      sizes.push(size);
      if (status !== 'done') {
        failed.push(`${code} after ${needed}`);
        if (firmwareUrl !== undefined) complaints.push(`a failed upload shows ${firmwareUrl}`);
        return;
      }
      attempts.set(needed, (attempts.get(needed) ?? 0) + 1);
      counts[verdict === 'verified' ? 'verified' : 'unverified'] += 1;
      if (isIdentical) return;
      corrupt.push(size);
      if (verdict === 'verified') falselyVerified.push(size);
    },
    countLeftBehind(what) {
      leftBehind[what] += 1;
    },
    complain(what) {
      complaints.push(what);
    },
  };
}
