import { memo, useRef } from 'react';
import type { Upload } from '../../upload/model/upload.ts';
import { legibleText } from '../../contract/legible-text.ts';
import { suffixOf } from '../../contract/file-suffix.ts';
import { useListWords } from '../locales/useWords.ts';
import { RowFileName } from '../ui/RowFileName.tsx';
import { useKeepFocus } from '../ui/useKeepFocus.ts';
import { useIsBrief } from '../uploads/brief-wait.ts';
import { formatOf } from '../uploads/format-of.ts';
import { useList } from '../uploads/ListContext.ts';
import { FormatIcon } from './FormatIcon.tsx';
import { RowAction } from './RowAction.tsx';
import { RowSign } from './RowSign.tsx';
import { RowState } from './RowState.tsx';
import css from './UploadRow.module.css';

export type UploadRowProps = {
  readonly upload: Upload;
  /** Its detail is shown. */
  readonly isChosen: boolean;
  /** Tab leads to this row; arrow keys to the others. */
  readonly isTabStop: boolean;
  /** Undefined where the document places it. */
  readonly place?: RowPlace;
};

/** Where a row stands in a list of which only a part is in the document. */
export type RowPlace = {
  readonly index: number;
  readonly count: number;
  /** Pixels below the list's beginning. */
  readonly top: number;
};

/** One upload in one line, whatever its state. An unchanged upload is the same object, so only the row that moves is drawn again. */
export const UploadRow = memo(function UploadRow(props: UploadRowProps) {
  const { upload, isChosen, isTabStop, place } = props;
  const { state } = upload;
  const row = useRef<HTMLLIElement>(null);
  const keepFocus = useKeepFocus(row);
  return (
    <li
      ref={row}
      className={css['row']}
      {...(place && standing(place))}
      data-testid="upload"
      data-id={upload.id}
      data-status={state.status}
      data-suffix={'suffix' in state ? state.suffix : ''}
      data-attempt={'attempt' in state ? state.attempt : 0}
      data-chosen={isChosen || undefined}
      {...keepFocus}
    >
      <RowBody upload={upload} isChosen={isChosen} isTabStop={isTabStop} />
    </li>
  );
});

/** Apart from its place: a row that is only moved by scrolling is not drawn again. */
const RowBody = memo(function RowBody(props: Omit<UploadRowProps, 'place'>) {
  const { upload, isChosen, isTabStop } = props;
  const { isWide, onChoose, onReview } = useList();
  const { format } = useListWords();
  const { id, state, firmware } = upload;
  const image = formatOf(upload);
  const isBrief = useIsBrief(state);
  const suffix = 'suffix' in state ? state.suffix : suffixOf(firmware.name);
  const label = upload.remarks?.label ?? '';
  return (
    <>
      <RowSign upload={upload} isBrief={isBrief} />
      <div className={css['what']}>
        <h3 className={css['name']}>
          <button
            type="button"
            className={css['open']}
            tabIndex={isTabStop ? 0 : -1}
            aria-label={firmware.name}
            data-testid="open-detail"
            {...(isWide ? { 'aria-current': isChosen } : { 'aria-expanded': isChosen })}
            // A click by a key has no count. It leads on to what it shows, as Enter does in a list of mails.
            onClick={({ detail }) => (detail === 0 && isWide ? onReview(id) : onChoose(id))}
          >
            <RowFileName name={firmware.name} />
          </button>
        </h3>
        {image !== undefined && (
          <span className={css['image']} data-testid="image" title={image} translate="no">
            {image}
          </span>
        )}
        {label !== '' && (
          <span className={css['label']} data-testid="label" title={label} translate="no">
            {legibleText(label)}
          </span>
        )}
      </div>
      <span className={css['suffix']} translate="no">
        {suffix !== undefined && <FormatIcon suffix={suffix} />}
        {suffix ?? '?'}
      </span>
      <span className={css['size']} title={format.exactBytes(firmware.size)}>
        {format.bytes(firmware.size)}
      </span>
      <RowState upload={upload} isBrief={isBrief} />
      <RowAction upload={upload} isTabStop={isTabStop} />
    </>
  );
});

function standing({ index, count, top }: RowPlace) {
  return {
    'data-index': index,
    'aria-posinset': index + 1,
    'aria-setsize': count,
    style: { top },
  };
}
