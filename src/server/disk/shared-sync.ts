/**
 * Lets those who need the same folder synced share it: whoever asks while a sync is under way, which may have begun too early
 * for what he has just put there, shares the next one. @returns resolves, or fails, with a sync that began after the call
 */
export function createSharedSync(sync: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> = Promise.resolve();
  let coming: Promise<void> | undefined;

  async function begin(): Promise<void> {
    await underWay;
    coming = undefined;
    const sharing = sync();
    underWay = sharing.catch(() => undefined);
    return sharing;
  }
  return () => (coming ??= begin());
}
