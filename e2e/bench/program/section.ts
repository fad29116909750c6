import type { Goal } from './goal.ts';

/** A part of RESULTS.md: what one command measured, and the goals it is held against. */
export type Section = {
  /** Names it: a run replaces the section of the same title. */
  readonly title: string;
  /** Repeats it. */
  readonly command: string;
  /** Markdown. */
  readonly body: string;
  readonly goals: readonly Goal[];
};
