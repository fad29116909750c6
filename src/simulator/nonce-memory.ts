/** Remembers nonces for as long as a call that carries one could still be in time. */
export type NonceMemory = {
  /** False if the nonce was seen before. */
  remember(nonce: string, now: number): boolean;
};

/** A time stamp may be off either way, so a nonce has to be kept for twice the tolerance. */
export function createNonceMemory(toleranceMs: number): NonceMemory {
  const seenAt = new Map<string, number>();
  return {
    remember(nonce, now) {
      // A Map keeps the order of insertion: the oldest come first.
      for (const [old, at] of seenAt) {
        if (now - at <= 2 * toleranceMs) break;
        seenAt.delete(old);
      }
      if (seenAt.has(nonce)) return false;
      seenAt.set(nonce, now);
      return true;
    },
  };
}
