import { useDeferredValue, useMemo, useState } from 'react';
import type { ArchiveEntry } from '../../upload/inspect/archive-worker/listing.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import textField from '../ui/field.module.css';
import css from './ArchivePeek.module.css';
import { FILTERED_FROM, shownEntries } from './shown-entries.ts';

type EntryListProps = {
  readonly entries: readonly ArchiveEntry[];
  readonly total: number | undefined;
  readonly name: string;
};

export function EntryList({ entries, total, name }: EntryListProps) {
  const { format } = useI18n();
  const words = useWords('peek');
  const [typed, setTyped] = useState('');
  const filter = useDeferredValue(typed);
  const shown = useMemo(() => shownEntries(entries, total, filter), [entries, total, filter]);
  const isFiltered = filter.trim() !== '';
  return (
    <>
      {entries.length >= FILTERED_FROM && (
        <div className={css['filter']}>
          <input
            type="search"
            className={textField['field']}
            value={typed}
            placeholder={words.filter}
            aria-label={words.filterName(name)}
            spellCheck={false}
            autoComplete="off"
            data-testid="peek-filter"
            onChange={({ target }) => setTyped(target.value)}
          />
          <output data-testid="peek-matching">
            {isFiltered &&
              (shown.total === 0 ? words.noMatch : words.matching(format.count(shown.total ?? 0)))}
          </output>
        </div>
      )}
      {shown.lines.length > 0 && (
        <ul ref={makeScrollable} className={css['box']} aria-label={words.list(name)}>
          {shown.lines.map(({ place, entry }) => (
            <li key={place} className={css['entry']} data-testid="peek-entry">
              <bdi className={css['path']} translate="no">
                {entry.path}
              </bdi>
              <span className={css['size']}>
                {entry.kind !== 'file' && <i>{words.kind[entry.kind]}</i>}
                {hasSize(entry) && format.bytes(entry.bytes)}
              </span>
            </li>
          ))}
          <More shown={shown.lines.length} total={shown.total} />
        </ul>
      )}
    </>
  );
}

function More({ shown, total }: { readonly shown: number; readonly total: number | undefined }) {
  const { format } = useI18n();
  const words = useWords('peek');
  if (total === shown) return null;
  return (
    <li className={css['more']} data-testid="peek-more">
      {total === undefined ? words.moreUncounted : words.more(format.count(total - shown))}
    </li>
  );
}

/** Longer than its box it has to be scrolled, by keys as well; not every browser sees to that. */
function makeScrollable(list: HTMLUListElement | null): void {
  if (list !== null && list.scrollHeight > list.clientHeight) list.tabIndex = 0;
}

function hasSize({ kind }: ArchiveEntry): boolean {
  return kind === 'file' || kind === 'encrypted-file';
}
