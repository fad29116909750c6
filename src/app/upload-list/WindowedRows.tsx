import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useMedia } from '../ui/useMedia.ts';
import { UploadRow } from '../upload-row/UploadRow.tsx';
import type { RowsProps } from './rows.ts';
import css from './Rows.module.css';
import { useHeight } from './useHeight.ts';

/** As the rows' own styles have it: on a phone in two lines. */
const ROW_PX = 44;
const PHONE_ROW_PX = 56;
/** Rows beyond what is seen, so that a turn of the wheel shows no gap. */
const OVERSCAN = 6;

/** A long list: only the rows that can be seen are in the document, the one that has the focus, and the one that Tab leads to. */
export function WindowedRows({ uploads, chosen, stop, detail }: RowsProps) {
  const list = useRef<HTMLUListElement>(null);
  const [listTop, setListTop] = useState(0);
  const rowPx = useMedia('(width <= 600px)') ? PHONE_ROW_PX : ROW_PX;
  const [below, detailPx] = useHeight();
  const opened = detail === undefined ? -1 : uploads.findIndex((upload) => upload.id === chosen);

  // What is above the list grows and shrinks with what is on it.
  useLayoutEffect(() => {
    if (list.current) setListTop(list.current.getBoundingClientRect().top + scrollY);
  }, [uploads]);

  const { getTotalSize, getVirtualItems, measure } = useWindowVirtualizer({
    count: uploads.length,
    estimateSize: (index) => rowPx + (index === opened ? detailPx : 0),
    overscan: OVERSCAN,
    scrollMargin: listTop,
    getItemKey: useCallback((index: number) => uploads[index]?.id ?? index, [uploads]),
    rangeExtractor: (range: Range) =>
      withRows(
        defaultRangeExtractor(range),
        [focusedIn(list.current), stop, opened === -1 ? undefined : chosen].map((id) =>
          id === undefined ? -1 : uploads.findIndex((upload) => upload.id === id),
        ),
      ),
  });

  // Sizes that were reckoned before are kept.
  useLayoutEffect(() => measure(), [measure, rowPx, opened, detailPx]);

  return (
    <ul
      ref={list}
      className={`${css['rows']} ${css['window']}`}
      style={{ height: getTotalSize() + 2 }}
    >
      {getVirtualItems().flatMap(({ index, start, key }) => {
        const upload = uploads[index];
        if (upload === undefined) return [];
        const top = start - listTop;
        const row = (
          <UploadRow
            key={key}
            upload={upload}
            isChosen={upload.id === chosen}
            isTabStop={upload.id === stop}
            place={{ index, count: uploads.length, top }}
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

/** By its id: where it stood when it was last drawn may be another's place by now. */
function focusedIn(list: HTMLElement | null): string | undefined {
  const row = document.activeElement?.closest('li');
  if (row === null || row === undefined || row.parentElement !== list) return undefined;
  return row.dataset['id'];
}

/** In their order: the document's order is that of Tab. */
function withRows(indexes: readonly number[], more: readonly number[]): number[] {
  const missing = new Set(more.filter((index) => index !== -1 && !indexes.includes(index)));
  return missing.size === 0
    ? [...indexes]
    : [...indexes, ...missing].toSorted((one, other) => one - other);
}
