import { createContext, useContext } from 'react';
import type { AwayKind } from '../../upload/model/away.ts';
import type { UploadQueue } from '../../upload/model/upload.ts';

/** What is the same for all of the list: one object for as long as nothing of it changes. */
export type ListView = {
  readonly queue: UploadQueue;
  readonly simulated: boolean;
  /** Nothing new starts. */
  readonly isPaused: boolean;
  /** Which side does not answer, so that nothing begins; undefined when all do. */
  readonly away: AwayKind | undefined;
  /** Finished uploads are shown with all there is to know of them. */
  readonly isRoomy: boolean;
  readonly onChooseAgain: () => void;
};

export const ListContext = createContext<ListView | undefined>(undefined);

export function useList(): ListView {
  const list = useContext(ListContext);
  if (list === undefined) throw new Error('useList needs a ListContext above it');
  return list;
}
