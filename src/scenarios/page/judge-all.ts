import type { Announcement } from '../catalogue.ts';
import { judge, type Judgement } from '../judge.ts';
import type { Watched } from './watch.ts';

/** What all uploads since the arming come to. */
export type JudgedAll = {
  /** Of the one that the user has to look at first. */
  readonly judgement: Judgement;
  /** That one's file; undefined until there is an upload. */
  readonly name: string | undefined;
  readonly asAnnounced: number;
};

const FIRST_TO_LOOK_AT = ['otherwise', 'waiting-for-user', 'running', 'as-announced'] as const;

export function judgeAll(announced: Announcement, watched: readonly Watched[]): JudgedAll {
  const judged = watched.map(({ name, seen }) => ({ name, judgement: judge(announced, seen) }));
  const ofKind = (wanted: Judgement['kind']) =>
    judged.filter(({ judgement: { kind } }) => kind === wanted);
  // Of several the one that was added last.
  const shown = FIRST_TO_LOOK_AT.map((kind) => ofKind(kind).at(-1)).find(
    (one) => one !== undefined,
  );
  return {
    judgement: shown?.judgement ?? { kind: 'waiting-for-file' },
    name: shown?.name,
    asAnnounced: ofKind('as-announced').length,
  };
}
