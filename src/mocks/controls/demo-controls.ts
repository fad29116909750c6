import type { FaultPlan } from '../../faults/fault-plan.ts';
import type { Fault } from '../../faults/fault.ts';
import { makeSample, type SampleKind } from '../samples/make-sample.ts';
import { LINES, type LineName, type LineProfile } from './line-profile.ts';

/** What goes wrong with the next upload. */
export type Mishap = 'broken-line' | 'altered-bytes';

/** What a presenter has in hand: packages, the line, and what goes wrong. */
export type DemoControls = {
  /** Another one of its kind with each call, in the same order after each reset; or the one before once more. */
  readonly sample: (kind: SampleKind, which: 'next' | 'same') => File;
  readonly line: () => LineName;
  readonly chooseLine: (line: LineName) => void;
  readonly arm: (mishap: Mishap) => void;
  /** As it was when the page was opened. */
  readonly reset: () => void;
  readonly subscribe: (listener: () => void) => () => void;
};

/** `times`: a broken line is mended with the next attempt, a store that keeps wrong bytes keeps them wrong twice. */
const FAULTS: Readonly<Record<Mishap, { readonly fault: Fault; readonly times: number }>> = {
  'broken-line': { fault: { kind: 'reset', at: { fileShare: 0.6 } }, times: 1 },
  'altered-bytes': {
    fault: { kind: 'flipped-bit', at: { fileShare: 0.5 }, bit: 0 },
    times: 2,
  },
};

const FIRST_LINE: LineName = 'office';

/** @returns the controls, and the line as it is at any moment */
export function createDemoControls(plan: Pick<FaultPlan, 'arm' | 'disarm'>): {
  readonly controls: DemoControls;
  readonly profile: () => LineProfile;
} {
  const listeners = new Set<() => void>();
  const made = new Map<SampleKind, number>();
  let line = FIRST_LINE;

  function chooseLine(chosen: LineName): void {
    line = chosen;
    for (const listener of listeners) listener();
  }

  const controls: DemoControls = {
    sample(kind, which) {
      const before = made.get(kind) ?? 0;
      const nth = which === 'next' ? before + 1 : Math.max(1, before);
      made.set(kind, nth);
      return makeSample(kind, nth);
    },
    line: () => line,
    chooseLine,
    arm(mishap) {
      const { fault, times } = FAULTS[mishap];
      plan.arm(fault, { times });
    },
    reset() {
      made.clear();
      plan.disarm();
      chooseLine(FIRST_LINE);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { controls, profile: () => LINES[line] };
}
