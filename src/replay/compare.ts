import type { StateMark } from '../upload/exchange-event.ts';

/** The states of both, side by side, and the first place where they are not the same. */
export type Comparison = {
  readonly recorded: readonly StateMark[];
  readonly replayed: readonly StateMark[];
  /** Undefined as long as they are the same. */
  readonly differsAt: number | undefined;
};

/** @param isOver the replay has come to its end: what it has not reached by then it does not reach */
export function compareStates(
  recorded: readonly StateMark[],
  replayed: readonly StateMark[],
  isOver: boolean,
): Comparison {
  const length = isOver ? Math.max(recorded.length, replayed.length) : replayed.length;
  const places = Array.from({ length }, (_, nth) => nth);
  const differsAt = places.find((nth) => recorded[nth]?.[2] !== replayed[nth]?.[2]);
  return { recorded, replayed, differsAt };
}
