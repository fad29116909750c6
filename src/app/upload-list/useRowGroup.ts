import { useMemo, useState } from 'react';
import type { Upload } from '../../upload/upload.ts';
import { countGroups, groupOf, ROW_GROUPS, type RowGroup } from './row-groups.ts';

/** A shorter list is seen at a glance. */
const GLANCE_ROWS = 8;

export type GroupView = {
  /** What can be chosen: nothing where there is nothing to tell apart. */
  readonly groups: readonly { readonly group: RowGroup; readonly count: number }[];
  readonly chosen: RowGroup | undefined;
  /** Undefined for all of them. */
  readonly choose: (group: RowGroup | undefined) => void;
};

/** Which rows are shown: those of the group that was chosen, for as long as it has any. */
export function useRowGroup(uploads: readonly Upload[]): {
  readonly view: GroupView;
  readonly shown: readonly Upload[];
} {
  const [choice, choose] = useState<RowGroup>();
  const groups = useMemo(() => {
    if (uploads.length <= GLANCE_ROWS) return [];
    const counts = countGroups(uploads);
    const present = ROW_GROUPS.filter((group) => counts[group] > 0);
    return present.length > 1 ? present.map((group) => ({ group, count: counts[group] })) : [];
  }, [uploads]);
  const chosen = groups.find(({ group }) => group === choice)?.group;
  // Its last row has gone on: what comes to the group later does not hide the others again.
  if (choice !== undefined && chosen === undefined) choose(undefined);
  const shown = useMemo(
    () =>
      chosen === undefined ? uploads : uploads.filter(({ state }) => groupOf(state) === chosen),
    [uploads, chosen],
  );
  return { view: { groups, chosen, choose }, shown };
}
