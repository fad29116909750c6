/** Remembers nonces for as long as a call that carries one could still be in time, and for no more than three times that. */
export type NonceMemory = {
  /** False if the nonce was seen before. @param now milliseconds since the epoch; the clock may be set back */
  remember(nonce: string, now: number): boolean;
  /** How many are remembered. */
  count(): number;
};

/** A time stamp may be off either way, so a nonce has to be kept for twice the tolerance. */
export function createNonceMemory(toleranceMs: number): NonceMemory {
  const windowMs = 2 * toleranceMs;
  // Forgotten by whole windows: the time of a single one says nothing once the clock has been set back.
  let before: ReadonlyMap<string, number> = new Map();
  let current = new Map<string, number>();
  let since = Number.NEGATIVE_INFINITY;
  return {
    remember(nonce, now) {
      const passedMs = Math.abs(now - since);
      if (passedMs > windowMs) {
        // In two windows without a call the older ones have run out as well.
        before = passedMs > 2 * windowMs ? new Map() : current;
        current = new Map();
        since = now;
      }
      const seenAt = current.get(nonce) ?? before.get(nonce);
      if (seenAt !== undefined && Math.abs(now - seenAt) <= windowMs) return false;
      current.set(nonce, now);
      return true;
    },
    count: () => before.size + current.size,
  };
}
