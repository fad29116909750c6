import { createContext, useContext } from 'react';
import type { IsThatFile } from '../../upload/storage/compare-file.ts';

/** Handed down from outside: comparing takes workers. */
export const CompareContext = createContext<IsThatFile | undefined>(undefined);

export function useIsThatFile(): IsThatFile {
  const isThatFile = useContext(CompareContext);
  if (isThatFile === undefined) throw new Error('useIsThatFile needs a CompareContext above it');
  return isThatFile;
}
