import { useRef, type KeyboardEvent } from 'react';
import { useWords } from '../locales/useWords.ts';
import css from './TabList.module.css';
import { TABS, type TabName } from './tabs.ts';

type TabListProps = {
  /** Its tabs and the panel have ids that begin with it. */
  readonly id: string;
  readonly chosen: TabName;
  readonly onChoice: (tab: TabName) => void;
};

/** One tab stop: arrow keys, Home and End choose. */
export function TabList({ id, chosen, onChoice }: TabListProps) {
  const words = useWords('list').detail;
  const list = useRef<HTMLDivElement>(null);
  const press = (event: KeyboardEvent) => {
    const next = nextIndex(
      event.key,
      TABS.findIndex(({ name }) => name === chosen),
    );
    const tab = next === undefined ? undefined : TABS.at(next % TABS.length);
    if (tab === undefined || next === undefined) return;
    event.preventDefault();
    onChoice(tab.name);
    list.current?.querySelectorAll('button').item(TABS.indexOf(tab)).focus();
  };
  return (
    <div
      ref={list}
      className={css['tabs']}
      role="tablist"
      aria-label={words.tabsLabel}
      tabIndex={-1}
      onKeyDown={press}
    >
      {TABS.map(({ name }) => (
        <button
          key={name}
          id={`${id}-${name}`}
          type="button"
          role="tab"
          className={css['tab']}
          aria-selected={name === chosen}
          aria-controls={name === chosen ? `${id}-panel` : undefined}
          tabIndex={name === chosen ? 0 : -1}
          data-testid="tab"
          data-tab={name}
          onClick={() => onChoice(name)}
        >
          {words.tabs[name]}
        </button>
      ))}
    </div>
  );
}

function nextIndex(key: string, index: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return index + 1;
    case 'ArrowLeft':
      return index - 1;
    case 'Home':
      return 0;
    case 'End':
      return -1;
    default:
      return undefined;
  }
}
