import { useCallback, useEffect, useState } from 'react';
import { keepStep, stepIn } from './address.ts';
import { SCRIPT, type Step, type StepId } from './script/script.ts';

/** Where a show is. */
export type Show = {
  readonly at: number;
  readonly step: Step;
  /** Whether there is something left that this step does by itself. */
  readonly isPending: boolean;
  readonly isLast: boolean;
  /** On the monotonic clock. */
  readonly since: number;
};

export type ShowControls = {
  readonly show: Show | undefined;
  readonly open: () => void;
  readonly close: () => void;
  readonly goTo: (at: number) => void;
  readonly noteDone: () => void;
};

type State = {
  readonly at: number;
  readonly done: ReadonlySet<StepId>;
  readonly since: number;
};

const begin = (at: number): State => ({ at, done: new Set(), since: performance.now() });

/** Opened by `?present`, or by its button. */
export function useShow(): ShowControls {
  const [state, setState] = useState(() => {
    const at = stepIn(location.search, SCRIPT.length);
    return at === undefined ? undefined : begin(at);
  });
  useEffect(() => keepStep(state?.at), [state?.at]);

  const open = useCallback(() => setState(begin(0)), []);
  const close = useCallback(() => setState(undefined), []);
  const goTo = useCallback(
    (at: number) =>
      setState((before) => (before && SCRIPT[at] !== undefined ? { ...before, at } : before)),
    [],
  );
  const noteDone = useCallback(
    () =>
      setState((before) => {
        const step = before && SCRIPT[before.at];
        return step ? { ...before, done: new Set(before.done).add(step.id) } : before;
      }),
    [],
  );
  return { show: state && showOf(state), open, close, goTo, noteDone };
}

function showOf({ at, done, since }: State): Show | undefined {
  const step = SCRIPT[at];
  const isPending = step?.act !== undefined && !done.has(step.id);
  return step && { at, step, since, isPending, isLast: at === SCRIPT.length - 1 };
}
