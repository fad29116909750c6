import type { ReactElement } from 'react';
import { createLate, type LateState } from './late.ts';
import { PartNote } from './PartNote.tsx';
import { useLate } from './useLate.ts';

type Part<Props> = (props: Props) => ReactElement | null;

/** A component whose code is loaded when it is first drawn, or a little before. */
export type LatePart<Props> = Part<Props> & { readonly load: () => void };

/**
 * @param load an `import()` of the component
 * @param whileAway what is drawn until it is here
 */
export function createLatePart<Props extends object>(
  load: () => Promise<Part<Props>>,
  whileAway: (status: AwayStatus, props: Props) => ReactElement | null = (status) => (
    <PartNote status={status} />
  ),
): LatePart<Props> {
  const late = createLate(load);
  function LatePart(props: Props) {
    const state = useLate(late);
    return state.status === 'here' ? <state.value {...props} /> : whileAway(state.status, props);
  }
  return Object.assign(LatePart, { load: () => late.load() });
}

type AwayStatus = Exclude<LateState<never>['status'], 'here'>;
