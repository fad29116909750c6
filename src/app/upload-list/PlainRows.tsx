import { Fragment } from 'react';
import { UploadRow } from '../upload-row/UploadRow.tsx';
import type { RowsProps } from './rows.ts';
import css from './Rows.module.css';

/** A list that is short enough for all of its rows to be in the document. */
export function PlainRows({ uploads, chosen, stop, detail }: RowsProps) {
  return (
    <ul className={css['rows']}>
      {uploads.map((upload) => {
        const { id } = upload;
        const isChosen = id === chosen;
        return (
          <Fragment key={id}>
            <UploadRow upload={upload} isChosen={isChosen} isTabStop={id === stop} />
            {isChosen && detail !== undefined && <li className={css['below']}>{detail}</li>}
          </Fragment>
        );
      })}
    </ul>
  );
}
