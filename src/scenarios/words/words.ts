import type { ScenarioName, Parameter } from '../catalogue.ts';
import type { Difference, Judgement } from '../judge.ts';
import type { LinkFault } from '../link.ts';

/** Everything a user reads about scenarios, in one language. */
export type Words = {
  readonly scenarios: Readonly<Record<ScenarioName, ScenarioWords>>;
  readonly units: Readonly<Record<Parameter['unit'], string>>;
  readonly panel: PanelWords;
  readonly judgement: Readonly<Record<Judgement['kind'], string>>;
  readonly difference: (difference: Difference) => string;
  readonly fault: (fault: LinkFault) => string;
};

/** `n` is the number of the link, or the usual one. */
export type ScenarioWords = {
  readonly title: string;
  /** What is done to the upload. */
  readonly happens: (n: number) => string;
  /** What the user must see of it. */
  readonly see: (n: number) => string;
};

export type PanelWords = {
  readonly title: string;
  /** What it is for, in a sentence. */
  readonly intro: string;
  readonly open: string;
  readonly close: string;
  readonly choose: string;
  readonly arm: string;
  readonly armAgain: string;
  readonly disarm: string;
  readonly copyLink: string;
  readonly copied: string;
  readonly seed: string;
  /** Before the names of what is armed. */
  readonly armed: string;
  readonly arming: string;
  readonly disarmed: string;
  readonly must: (seen: string) => string;
  readonly happens: string;
  readonly verdict: string;
  readonly watched: (name: string) => string;
  readonly tally: (asAnnounced: number, of: number) => string;
  readonly valueOf: (title: string) => string;
  readonly key: string;
  readonly keyNeeded: string;
  readonly keyWrong: string;
  readonly notReached: string;
  readonly refused: (message: string) => string;
};
