import type { DigestClient } from '../upload/digest/digest-client.ts';

/** Digests that are known without reading a file. */
export function digestClientOf(
  kinds: DigestClient['kinds'],
  compute: () => Promise<string>,
): DigestClient {
  return {
    kinds,
    setPaused: () => undefined,
    async compute(_blob, signal) {
      signal.throwIfAborted();
      const value = await compute();
      signal.throwIfAborted();
      return new Map(kinds.map((kind) => [kind, value]));
    },
  };
}
