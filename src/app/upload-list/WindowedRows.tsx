import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { Upload } from '../../upload/model/upload.ts';
import type { RowsProps } from './UploadList.tsx';
import { UploadRow } from '../upload-row/UploadRow.tsx';
import css from './WindowedRows.module.css';

/** A row with a bar, before it is measured. */
const ROW_PX = 128;
/** Between two rows, as `margin-bottom` has it for rows that are all there. */
const GAP_PX = 12;
/** Rows beyond what is seen, so that Tab always finds the next one. */
const OVERSCAN = 8;

/** A long list: only the rows that can be seen are in the document, and the one that has the focus. */
export function WindowedRows({ uploads }: RowsProps) {
  const list = useRef<HTMLUListElement>(null);
  const [listTop, setListTop] = useState(0);

  // What is above the list grows and shrinks with what is on it.
  useLayoutEffect(() => {
    if (list.current) setListTop(list.current.getBoundingClientRect().top + scrollY);
  }, [uploads]);

  const { getTotalSize, getVirtualItems, measureElement } = useWindowVirtualizer({
    count: uploads.length,
    estimateSize: () => ROW_PX,
    gap: GAP_PX,
    overscan: OVERSCAN,
    scrollMargin: listTop,
    getItemKey: useCallback((index: number) => uploads[index]?.id ?? index, [uploads]),
    rangeExtractor: (range: Range) =>
      withFocused(defaultRangeExtractor(range), focusedIn(list.current, uploads), range.count),
  });

  return (
    <ul ref={list} className={css['window']} style={{ height: getTotalSize() }}>
      {getVirtualItems().map(({ index, start, key }) => {
        const upload = uploads[index];
        return (
          upload && (
            <UploadRow
              key={key}
              upload={upload}
              place={{
                index,
                count: uploads.length,
                top: start - listTop,
                measure: measureElement,
              }}
            />
          )
        );
      })}
    </ul>
  );
}

/** By its id: where it stood when it was last drawn may be another's place by now. */
function focusedIn(list: HTMLElement | null, uploads: readonly Upload[]): number | undefined {
  const row = document.activeElement?.closest('li');
  if (row === null || row === undefined || row.parentElement !== list) return undefined;
  const index = uploads.findIndex(({ id }) => id === row.dataset['id']);
  return index === -1 ? undefined : index;
}

/** In their order: the document's order is that of Tab. */
function withFocused(
  indexes: readonly number[],
  focused: number | undefined,
  count: number,
): number[] {
  if (focused === undefined || focused >= count || indexes.includes(focused)) return [...indexes];
  return [...indexes, focused].toSorted((one, other) => one - other);
}
