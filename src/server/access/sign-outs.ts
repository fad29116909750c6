/** Sessions that were signed out before their cookie expired. */
export type SignOuts = {
  /** @param until when its cookie expires, in milliseconds since the epoch: then it may be forgotten */
  add(id: string, until: number): Promise<void>;
  has(id: string): Promise<boolean>;
};

/** Known by this process alone, and until it ends. */
export function localSignOuts(now: () => number = Date.now): SignOuts {
  const signedOut = new Map<string, number>();
  return {
    async add(id, until) {
      for (const [each, over] of signedOut) if (over <= now()) signedOut.delete(each);
      signedOut.set(id, until);
    },
    has: async (id) => signedOut.has(id),
  };
}
