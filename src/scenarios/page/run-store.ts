import type { Armed, Armer } from '../armer.ts';
import { readLink, type Link, type LinkFault } from '../link.ts';

/** What is armed just now, or why it is not. */
export type Run =
  | { readonly status: 'disarmed' }
  | { readonly status: 'arming'; readonly link: Link }
  /** `nth` tells one arming from the next. */
  | { readonly status: 'armed'; readonly link: Link; readonly nth: number }
  | {
      readonly status: 'refused';
      readonly link: Link;
      readonly why: Exclude<Armed, { kind: 'armed' }>;
    }
  | { readonly status: 'faulty'; readonly fault: LinkFault };

export type RunStore = {
  arm(link: Link, key?: string): Promise<void>;
  disarm(): Promise<void>;
  subscribe(listener: () => void): () => void;
  getSnapshot(): Run;
};

export function createRunStore(armer: Armer): RunStore & {
  /** Arms what the page's address names, if it names anything. */
  begin(search: string): Promise<void>;
} {
  const listeners = new Set<() => void>();
  let run: Run = { status: 'disarmed' };
  let nth = 0;

  const become = (next: Run) => {
    run = next;
    for (const listener of listeners) listener();
  };

  armer.onDisarmed?.(() => {
    nth += 1;
    become({ status: 'disarmed' });
  });

  async function arm(link: Link, key?: string): Promise<void> {
    nth += 1;
    const mine = nth;
    become({ status: 'arming', link });
    const armed = await armer.arm(link, key);
    // Something else was asked for meanwhile.
    if (mine !== nth) return;
    become(
      armed.kind === 'armed'
        ? { status: 'armed', link, nth }
        : { status: 'refused', link, why: armed },
    );
  }

  return {
    arm,
    async disarm() {
      nth += 1;
      const mine = nth;
      const before = run;
      const done = await armer.disarm();
      if (mine !== nth) return;
      // What could not be taken back may still happen.
      if (done.kind === 'armed' || !('link' in before)) become({ status: 'disarmed' });
      else become({ status: 'refused', link: before.link, why: done });
    },
    async begin(search) {
      const reading = readLink(search);
      if (reading.kind === 'fault') become({ status: 'faulty', fault: reading.fault });
      if (reading.kind === 'link') await arm(reading.link);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => run,
  };
}
