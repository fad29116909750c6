/**
 * Places for calls: each is taken from when a call is let go until some time after its answer. The platform counts a call at some
 * moment in between, so that it sees no more than there are places in any stretch of that time, however long calls are on
 * their way.
 */
export type Places = {
  /** Undefined where none is free now: then `onFree` is called when it is worth asking again. */
  take(onFree: () => void): Place | undefined | Promise<Place | undefined>;
};

export type Place = {
  /** The call has been answered, or will not be. Only the first time counts. */
  release(): void;
  /** No call is made with it after all. */
  giveBack(): void;
};

/** How many calls fit into which stretch of time: `perSecond` below one is one call in more than a second. */
export type Pace = { readonly calls: number; readonly windowMs: number };

export function paceOf(perSecond: number): Pace {
  const calls = Math.max(1, Math.floor(perSecond));
  return { calls, windowMs: (calls / perSecond) * 1000 };
}

/** This process has all of them. */
export function localPlaces({ calls, windowMs }: Pace): Places {
  let free = calls;
  /** Of each that asked in vain. */
  const waiting = new Set<() => void>();

  function comeBack(): void {
    free += 1;
    const woken = [...waiting];
    waiting.clear();
    for (const onFree of woken) onFree();
  }

  return {
    take(onFree) {
      if (free === 0) {
        waiting.add(onFree);
        return undefined;
      }
      free -= 1;
      let isTaken = true;
      const once = (end: () => void) => () => {
        if (!isTaken) return;
        isTaken = false;
        end();
      };
      return {
        release: once(() => setTimeout(comeBack, Math.ceil(windowMs))),
        giveBack: once(comeBack),
      };
    },
  };
}
