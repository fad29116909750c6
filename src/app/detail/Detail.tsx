import { useId, useRef, type KeyboardEvent } from 'react';
import type { Upload } from '../../upload/model/upload.ts';
import { useWords } from '../locales/useWords.ts';
import { useKeepFocus } from '../ui/useKeepFocus.ts';
import css from './Detail.module.css';
import { DetailHead } from './DetailHead.tsx';
import { TABS, type TabName } from './tabs.ts';
import { TabList } from './TabList.tsx';

export type DetailProps = {
  readonly upload: Upload;
  readonly tab: TabName;
  readonly onTab: (tab: TabName) => void;
  /** Something in it has the focus. */
  readonly onUse: () => void;
  /** Undefined where it stands beside the list, and is never closed. */
  readonly onClose: (() => void) | undefined;
  /** Back to its row, where the focus came from. */
  readonly onLeave: () => void;
};

/** All there is to know of one upload, and to do with it. */
export function Detail({ upload, tab, onTab, onUse, onClose, onLeave }: DetailProps) {
  const words = useWords('list').detail;
  const root = useRef<HTMLElement>(null);
  const keepFocus = useKeepFocus(root, onUse);
  const id = useId();
  const { Panel } = TABS.find(({ name }) => name === tab) ?? TABS[0];
  const leave = (event: KeyboardEvent) => {
    // A menu or a question within it has taken the key; in a dialog it is the dialog's.
    if (event.key !== 'Escape' || event.defaultPrevented || isInDialog(event.target)) return;
    event.preventDefault();
    onClose?.();
    onLeave();
  };
  return (
    <section
      ref={root}
      className={css['detail']}
      aria-label={words.label}
      data-testid="detail"
      data-id={upload.id}
      {...{ onKeyDown: leave }}
      {...keepFocus}
    >
      <DetailHead upload={upload} onClose={onClose} />
      <TabList id={id} chosen={tab} onChoice={onTab} />
      <div
        id={`${id}-panel`}
        className={css['panel']}
        role="tabpanel"
        aria-labelledby={`${id}-${tab}`}
        tabIndex={0}
        data-testid="tab-panel"
        data-tab={tab}
      >
        <Panel key={upload.id} upload={upload} />
      </div>
    </section>
  );
}

function isInDialog(target: EventTarget): boolean {
  return target instanceof Element && target.closest('dialog') !== null;
}
