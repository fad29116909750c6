/** Counts what each key has taken within a stretch of time that begins with its first. */
export type Counted = {
  /** Takes one; the milliseconds until there is one again where all are taken. */
  take(key: string): number | undefined;
  /** Gives one back. */
  giveBack(key: string): void;
};

export type CountedOptions = {
  /** As many may be taken. */
  readonly max: number;
  readonly windowMs: number;
  /** Milliseconds of a clock that only grows. */
  readonly now?: () => number;
};

/** Keys that are remembered: those beyond are forgotten, oldest stretch first. */
const KEYS_MAX = 10_000;

export function createCounted(options: CountedOptions): Counted {
  const { max, windowMs, now = () => performance.now() } = options;
  // In the order in which the stretches began, which is that in which they end.
  const stretches = new Map<string, { taken: number; readonly endsAt: number }>();

  function forgetOver(): void {
    for (const [key, { endsAt }] of stretches) {
      if (endsAt > now() && stretches.size <= KEYS_MAX) return;
      stretches.delete(key);
    }
  }

  return {
    take(key) {
      forgetOver();
      const stretch = stretches.get(key) ?? { taken: 0, endsAt: now() + windowMs };
      if (stretch.taken >= max) return stretch.endsAt - now();
      stretch.taken += 1;
      stretches.set(key, stretch);
      return undefined;
    },
    giveBack(key) {
      const stretch = stretches.get(key);
      if (stretch !== undefined) stretch.taken = Math.max(0, stretch.taken - 1);
    },
  };
}
