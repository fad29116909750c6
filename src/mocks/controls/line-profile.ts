/** How a simulated line behaves. Times in milliseconds, speed in bytes a second. */
export type LineProfile = {
  readonly bytesPerSecond: number;
  /** TCP is slow at first: full speed is reached after this long. */
  readonly rampMs: number;
  /** From the last byte to the store's answer. */
  readonly answerMs: number;
  /** How far the speed goes up and down around its mean, as a share of it; 0 unless told otherwise. */
  readonly swing?: number;
};

export type LineName = 'office' | 'slow' | 'mobile';

export const LINES: Readonly<Record<LineName, LineProfile>> = {
  office: { bytesPerSecond: 40_000_000, rampMs: 800, answerMs: 400 },
  slow: { bytesPerSecond: 6_000_000, rampMs: 600, answerMs: 700 },
  mobile: { bytesPerSecond: 2_500_000, rampMs: 1_200, answerMs: 1_200, swing: 0.6 },
};

/** One swing up and down. */
const SWING_MS = 5_200;

/** The speed so long after a transfer began. */
export function speedAt({ bytesPerSecond, rampMs, swing = 0 }: LineProfile, ms: number): number {
  const ramp = ms < rampMs ? ms / rampMs : 1;
  return bytesPerSecond * ramp * (1 + swing * Math.sin((2 * Math.PI * ms) / SWING_MS));
}
