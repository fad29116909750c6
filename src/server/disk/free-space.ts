import { StoreFullError } from '../../simulator/bucket/oss-refusal.ts';

/** How much of a store is taken, set aside and left; all in bytes. One instance knows of every object of a store. */
export type Space = {
  /** Sets `announced` aside for an object that is to come. @throws StoreFullError when so much is not left. */
  claim(announced: number): Promise<Claim>;
  /** An object of this size is there no more. */
  giveBack(bytes: number): void;
  taken(): number;
};

/** What one object takes. */
export type Claim = {
  /** To be called before bytes are written. @throws StoreFullError when the quota is reached. */
  take(bytes: number): void;
  /** The object is there to stay: what was set aside and not taken is free again. */
  keep(): void;
  /** It is not: all of it is free again. */
  release(): void;
};

/**
 * @param takenBytes what the store holds already
 * @param freeOnDisk how many bytes more the disk could take; Infinity if it does not say
 */
export function createSpace(
  takenBytes: number,
  quotaBytes: number,
  freeOnDisk: () => Promise<number>,
): Space {
  let taken = takenBytes;
  let setAside = 0;

  return {
    async claim(announced) {
      let mine = 0;
      let left = announced;
      if (announced > 0) {
        const onDisk = await freeOnDisk();
        const free = Math.max(0, Math.min(quotaBytes - taken, onDisk) - setAside);
        if (announced > free) {
          throw new StoreFullError('no room for it', { free, needed: announced });
        }
        setAside += announced;
      }
      const use = (bytes: number) => {
        setAside -= bytes;
        left -= bytes;
      };
      return {
        take(bytes) {
          // What is set aside for another upload stays free for it.
          const unannounced = Math.max(0, bytes - left);
          if (taken + bytes > quotaBytes || taken + setAside + unannounced > quotaBytes) {
            throw new StoreFullError('quota reached');
          }
          taken += bytes;
          mine += bytes;
          use(Math.min(bytes, left));
        },
        keep() {
          use(left);
        },
        release() {
          use(left);
          taken -= mine;
          mine = 0;
        },
      };
    },
    giveBack(bytes) {
      taken -= bytes;
    },
    taken: () => taken,
  };
}
