import { memo, useCallback, useRef } from 'react';
import type { Upload, UploadQueue } from '../../upload/upload.ts';
import { isUnderWay, type UploadState } from '../../upload/upload-state.ts';
import { Receipt } from '../receipt/Receipt.tsx';
import { useIsBrief } from './brief-wait.ts';
import { Doubt } from './Doubt.tsx';
import { FailureNote } from './FailureNote.tsx';
import { InterruptedNote } from './InterruptedNote.tsx';
import { RowActions } from './RowActions.tsx';
import { RowHeading } from './RowHeading.tsx';
import { RowProgress } from './RowProgress.tsx';
import { RowNote } from './RowNote.tsx';
import { StallNote } from './StallNote.tsx';
import type { Running } from './Steps.tsx';
import css from './UploadRow.module.css';
import { useKeepFocus } from './useKeepFocus.ts';
import { WaitNote } from './WaitNote.tsx';

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
  const isBrief = useIsBrief(state);

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
        <RowActions
          upload={upload}
          queue={queue}
          isBrief={isBrief}
          onRemove={remove}
          onChooseAgain={onChooseAgain}
        />
      </div>
      {state.status === 'ready' && <Doubt upload={upload} state={state} queue={queue} />}
      {isRunning(state, isBrief) && <RowProgress firmware={firmware} state={state} />}
      {state.status === 'sending' && state.stall !== undefined && (
        <StallNote upload={upload} state={state} stall={state.stall} queue={queue} />
      )}
      <RowNote state={state} />
      {state.status === 'waiting' && (
        <WaitNote upload={upload} state={state} queue={queue} isBrief={isBrief} />
      )}
      {state.status === 'interrupted' && <InterruptedNote firmware={firmware} state={state} />}
      {state.status === 'failed' && (
        <FailureNote firmware={firmware} trouble={state.failure} tries={state.tries} />
      )}
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

/** Between two attempts that follow each other at once the bar stays, so that the row keeps its height. */
function isRunning(state: UploadState, isBrief: boolean): state is Running {
  return isUnderWay(state) || isBrief || (state.status === 'queued' && state.tries.length > 0);
}
