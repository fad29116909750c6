import type { ReactElement } from 'react';
import type { Upload } from '../../upload/model/upload.ts';
import { createLatePart } from '../late/late-part.tsx';
import { ResultPanel } from './ResultPanel.tsx';

/** What every tab of the detail is given. The panel is made anew for another upload. */
export type TabProps = { readonly upload: Upload };

export type DetailTab = {
  /** Also the key of its name among the words (`list.detail.tabs`). */
  readonly name: TabName;
  readonly Panel: (props: TabProps) => ReactElement | null;
};

export type TabName = 'result' | 'contents' | 'package';

/** In their order. Another tab is another line; one that is seldom looked at is loaded when it is opened. */
export const TABS: readonly [DetailTab, ...DetailTab[]] = [
  { name: 'result', Panel: ResultPanel },
  {
    name: 'contents',
    Panel: createLatePart<TabProps>(() =>
      import('./ContentsPanel.tsx').then(({ ContentsPanel }) => ContentsPanel),
    ),
  },
  {
    name: 'package',
    Panel: createLatePart<TabProps>(() =>
      import('./PackagePanel.tsx').then(({ PackagePanel }) => PackagePanel),
    ),
  },
];
