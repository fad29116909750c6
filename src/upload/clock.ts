/** The engine's only door to time. */
export type Clock = {
  /** Milliseconds that only ever grow; a ticket's life is counted on it, never on the PC's clock. */
  now(): number;
  /** Milliseconds since the epoch, for showing. */
  wall(): number;
};

export const browserClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
};
