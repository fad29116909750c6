/** How fast a send goes and how long it will take. */
export type Pace = {
  readonly bytesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
};

/** Tells the same as before for a second: numbers that change more often cannot be read. */
export type SpeedMeter = { measure(sent: number, now: number): Pace };

/** Speed is the mean over this long: shorter flickers, longer lies. */
const WINDOW_MS = 5_000;
const TOLD_EVERY_MS = 1_000;
/** No speed before this, no time left before the other: the first bytes only fill buffers. */
const SPEED_AFTER_MS = 500;
const TIME_LEFT_AFTER_MS = 3_000;
/** A time left that differs by more than this share from the one before is not shown. */
const SWING_MAX = 0.5;

const UNKNOWN: Pace = { bytesPerSecond: undefined, secondsLeft: undefined };

export function createSpeedMeter(total: number, startedAt: number): SpeedMeter {
  const samples: { sent: number; at: number }[] = [{ sent: 0, at: startedAt }];
  let before: number | undefined;
  let told = UNKNOWN;
  let toldAt = Number.NEGATIVE_INFINITY;

  function paceOf(sent: number, now: number): Pace {
    const [first] = samples;
    const elapsed = now - startedAt;
    const windowMs = first === undefined ? 0 : now - first.at;
    if (first === undefined || windowMs <= 0 || elapsed < SPEED_AFTER_MS) return UNKNOWN;
    const bytesPerSecond = ((sent - first.sent) / windowMs) * 1000;
    if (bytesPerSecond <= 0) return { bytesPerSecond, secondsLeft: undefined };
    const secondsLeft = (total - sent) / bytesPerSecond;
    const isSteady =
      before !== undefined && Math.abs(secondsLeft - before) <= Math.max(before, 1) * SWING_MAX;
    before = secondsLeft;
    return {
      bytesPerSecond,
      secondsLeft: isSteady && elapsed >= TIME_LEFT_AFTER_MS ? secondsLeft : undefined,
    };
  }

  return {
    measure(sent, now) {
      samples.push({ sent, at: now });
      // The sample just outside the window is kept: the window reaches back to it.
      while ((samples[1]?.at ?? now) <= now - WINDOW_MS) samples.shift();
      if (told !== UNKNOWN && now - toldAt < TOLD_EVERY_MS) return told;
      told = paceOf(sent, now);
      toldAt = now;
      return told;
    },
  };
}
