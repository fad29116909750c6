import { useMemo, useState } from 'react';
import type { Upload } from '../../upload/model/upload.ts';
import { countGroups, groupOf, type RowGroup } from './row-groups.ts';

/** A shorter list is seen at a glance. */
const GLANCE_ROWS = 8;

export type GroupView = {
  /** Undefined where there is no need to choose. */
  readonly counts: Readonly<Record<RowGroup, number>> | undefined;
  readonly chosen: RowGroup | undefined;
  /** Undefined for all of them. */
  readonly choose: (group: RowGroup | undefined) => void;
};

/** What was of another group when it was chosen, and still is. */
type Choice = { readonly group: RowGroup; readonly others: ReadonlySet<string> };

/**
 * Which rows are shown: those of the group that was chosen. A row that leaves the group stays, as nothing may slide under the pointer, and
 * what is added later is shown, since it would go unnoticed; until a group is chosen again.
 */
export function useRowGroup(uploads: readonly Upload[]): {
  readonly view: GroupView;
  readonly shown: readonly Upload[];
} {
  const [choice, setChoice] = useState<Choice>();
  const isLong = uploads.length > GLANCE_ROWS;
  if (choice !== undefined && !isLong) setChoice(undefined);
  const joined = useMemo(
    () => (choice === undefined ? [] : joining(uploads, choice)),
    [uploads, choice],
  );
  if (choice !== undefined && joined.length > 0) {
    const others = new Set(choice.others);
    for (const id of joined) others.delete(id);
    setChoice({ ...choice, others });
  }
  const counts = useMemo(() => (isLong ? countGroups(uploads) : undefined), [uploads, isLong]);
  const shown = useMemo(
    () => (choice === undefined ? uploads : uploads.filter(({ id }) => !choice.others.has(id))),
    [uploads, choice],
  );
  const choose = (group: RowGroup | undefined) => {
    setChoice(group && { group, others: new Set(outside(uploads, group)) });
  };
  return { view: { counts, chosen: choice?.group, choose }, shown };
}

function outside(uploads: readonly Upload[], group: RowGroup): readonly string[] {
  return uploads.filter(({ state }) => groupOf(state) !== group).map(({ id }) => id);
}

function joining(uploads: readonly Upload[], { group, others }: Choice): readonly string[] {
  return uploads
    .filter(({ id, state }) => others.has(id) && groupOf(state) === group)
    .map(({ id }) => id);
}
