import style from '../ui/chip.module.css';
import css from './GroupChips.module.css';
import { ROW_GROUPS, type RowGroup } from './row-groups.ts';
import type { GroupView } from './useRowGroup.ts';
import { useListWords } from '../locales/useWords.ts';

type GroupChipsProps = { readonly total: number; readonly view: GroupView };

/** What the rows of a long list are about, and a press shows these alone. A group without members has no chip. */
export function GroupChips({ total, view: { counts, chosen, choose } }: GroupChipsProps) {
  const { messages, format } = useListWords();
  const words = messages.groups;
  if (counts === undefined) return null;
  const chip = (group: RowGroup | undefined, name: string, count: number) => (
    <button
      key={group ?? 'all'}
      type="button"
      className={`${style['chip']} ${css['chip']}`}
      aria-pressed={chosen === group}
      data-testid={`show-${group ?? 'all'}`}
      data-group={count === 0 ? undefined : group}
      onClick={() => choose(group)}
    >
      {name} <span className={css['count']}>{format.count(count)}</span>
    </button>
  );
  return (
    <fieldset aria-label={words.label} className={css['chips']}>
      {chip(undefined, words.all, total)}
      {ROW_GROUPS.filter((group) => counts[group] > 0 || group === chosen).map((group) =>
        chip(group, words.of[group], counts[group]),
      )}
    </fieldset>
  );
}
