import { useRef } from 'react';
import { useMedia } from '../ui/useMedia.ts';
import { UploadRow } from '../upload-row/UploadRow.tsx';
import { indexesOf, listHeight, rowTop } from '../row-window/row-window.ts';
import type { RowsProps } from './rows.ts';
import css from './Rows.module.css';
import { useHeight } from '../row-window/useHeight.ts';
import { useRowSpan } from '../row-window/useRowSpan.ts';

/** As the rows' own styles have it: on a phone in two lines. */
const ROW_PX = 44;
const PHONE_ROW_PX = 56;
/** Of the list itself, above the first row and below the last. */
const BORDERS_PX = 2;

/** A long list: only the rows that can be seen are in the document, and the one that Tab leads to, which is the one that had the focus last. */
export function WindowedRows({ uploads, chosen, stop, detail }: RowsProps) {
  const list = useRef<HTMLUListElement>(null);
  const rowPx = useMedia('(width <= 600px)') ? PHONE_ROW_PX : ROW_PX;
  const [below, detailPx] = useHeight();
  const indexOf = (id: string | undefined) =>
    id === undefined ? -1 : uploads.findIndex((upload) => upload.id === id);
  const opened = detail === undefined ? -1 : indexOf(chosen);
  const count = uploads.length;
  const layout = { count, rowPx, opened, detailPx };
  const span = useRowSpan(list, layout);

  return (
    <ul
      ref={list}
      className={`${css['rows']} ${css['window']}`}
      style={{ height: listHeight(layout) + BORDERS_PX }}
    >
      {indexesOf(span, [indexOf(stop), opened]).flatMap((index) => {
        const upload = uploads[index];
        if (upload === undefined) return [];
        const top = rowTop(layout, index);
        const row = (
          <UploadRow
            key={upload.id}
            upload={upload}
            isChosen={upload.id === chosen}
            isTabStop={upload.id === stop}
            place={{ index, count, top }}
          />
        );
        if (index !== opened) return [row];
        return [
          row,
          <li key="detail" ref={below} className={css['below']} style={{ top: top + rowPx }}>
            {detail}
          </li>,
        ];
      })}
    </ul>
  );
}
