import { createContext, useContext } from 'react';
import type { AwayKind } from '../../upload/model/away.ts';
import type { UploadQueue } from '../../upload/model/upload.ts';
import type { SummaryReader } from './summary-reader.ts';

/** What is the same for all of the list: one object for as long as nothing of it changes. */
export type ListView = {
  readonly queue: UploadQueue;
  readonly summary: SummaryReader;
  readonly simulated: boolean;
  /** Nothing new starts. */
  readonly isPaused: boolean;
  /** Which side does not answer, so that nothing begins; undefined when all do. */
  readonly away: AwayKind | undefined;
  /** The detail stands beside the list; else below its row. */
  readonly isWide: boolean;
  readonly onChooseAgain: () => void;
  /** Shows the detail of an upload, or closes it where it is below its row and open. */
  readonly onChoose: (id: string) => void;
  /** Shows the detail of an upload and moves the focus there. */
  readonly onReview: (id: string) => void;
  /** Takes an upload off the list; the focus goes to the row that takes its place. */
  readonly onRemove: (id: string) => void;
};

export const ListContext = createContext<ListView | undefined>(undefined);

export function useList(): ListView {
  const list = useContext(ListContext);
  if (list === undefined) throw new Error('useList needs a ListContext above it');
  return list;
}
