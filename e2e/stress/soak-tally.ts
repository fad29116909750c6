import type { SoakRow } from './soak-page.ts';

/** What a soak has come to so far. */
export class SoakTally {
  readonly #startedAt = performance.now();
  /** In bytes, of every upload that has ended. */
  readonly sizes: number[] = [];
  verified = 0;
  /** Done, with a checksum that the page cannot read. */
  unverified = 0;
  /** Of each that is done, how many it took. */
  readonly attempts: number[] = [];
  /** Sizes of what is done though another object is under the address, or none. */
  readonly corrupt: number[] = [];
  /** The same, and called verified. */
  readonly falselyVerified: number[] = [];
  /** Given up: code and attempts. */
  readonly failed: string[] = [];
  /** Objects whose address is not shown: whole copies, and others. */
  readonly leftBehind = { copy: 0, spoilt: 0 };
  /** Everything else that must not be. */
  readonly complaints: string[] = [];

  get seconds(): number {
    return Math.round((performance.now() - this.#startedAt) / 1000);
  }

  /** @param isIdentical whether the file's bytes are in the store under the address in the row */
  count(
    { status, verdict, firmwareUrl, code, attempts }: SoakRow,
    size: number,
    isIdentical: boolean,
  ) {
    this.sizes.push(size);
    if (status !== 'done') {
      this.failed.push(`${code} after ${attempts}`);
      if (firmwareUrl !== undefined) this.complaints.push(`a failed upload shows ${firmwareUrl}`);
      return;
    }
    this.attempts.push(attempts);
    this[verdict === 'verified' ? 'verified' : 'unverified'] += 1;
    if (isIdentical) return;
    this.corrupt.push(size);
    if (verdict === 'verified') this.falselyVerified.push(size);
  }
}
