import type { ReactNode } from 'react';
import type { Upload } from '../../upload/model/upload.ts';

/** What a list of rows is given, whether all of them are in the document or not. */
export type RowsProps = {
  readonly uploads: readonly Upload[];
  /** Whose detail is shown. */
  readonly chosen: string | undefined;
  /** The row that Tab leads to. */
  readonly stop: string | undefined;
  /** The detail of the chosen one, where it stands below its row. */
  readonly detail: ReactNode;
};
