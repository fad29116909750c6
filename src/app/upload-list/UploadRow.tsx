import { memo, useCallback, useRef } from 'react';
import type { Upload, UploadQueue } from '../../upload/upload.ts';
import { Receipt } from '../receipt/Receipt.tsx';
import { Doubt } from './Doubt.tsx';
import { FailureNote } from './FailureNote.tsx';
import { RowActions } from './RowActions.tsx';
import { RowHeading } from './RowHeading.tsx';
import { RowProgress } from './RowProgress.tsx';
import { RowNote } from './RowNote.tsx';
import css from './UploadRow.module.css';
import { useKeepFocus } from './useKeepFocus.ts';

type UploadRowProps = {
  readonly upload: Upload;
  readonly queue: UploadQueue;
  readonly simulated: boolean;
  readonly onRemove: (id: string, row: Element | null) => void;
  readonly onChooseAgain: () => void;
};

/** One upload, whatever its state. An unchanged upload is the same object, so only the row that moves is drawn again. */
export const UploadRow = memo(function UploadRow(props: UploadRowProps) {
  const { upload, queue, simulated, onRemove, onChooseAgain } = props;
  const { id, state, firmware } = upload;
  const row = useRef<HTMLLIElement>(null);
  const keepFocus = useKeepFocus(row);
  const remove = useCallback(() => onRemove(id, row.current), [onRemove, id]);

  return (
    <li
      ref={row}
      className={css['row']}
      data-testid="upload"
      data-status={state.status}
      data-suffix={'suffix' in state ? state.suffix : ''}
      data-attempt={'attempt' in state ? state.attempt : 0}
      {...keepFocus}
    >
      <div className={css['top']}>
        <RowHeading upload={upload} />
        <RowActions upload={upload} queue={queue} onRemove={remove} onChooseAgain={onChooseAgain} />
      </div>
      {state.status === 'ready' && <Doubt suffix={state.suffix} doubt={state.doubt} />}
      <RowProgress firmware={firmware} state={state} />
      <RowNote state={state} />
      {state.status === 'failed' && <FailureNote firmware={firmware} trouble={state.failure} />}
      {state.status === 'rejected' && <FailureNote firmware={firmware} trouble={state.rejection} />}
      {state.status === 'done' && (
        <Receipt
          firmware={firmware}
          receipt={state.receipt}
          digests={upload.digests}
          simulated={simulated}
        />
      )}
    </li>
  );
});
