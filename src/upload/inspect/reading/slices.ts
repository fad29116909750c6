/** A few slices of a file, read one after the other. */
export type Slices = {
  readonly size: number;
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  readonly read: (from: number, to: number) => Promise<Uint8Array>;
};
