import { memo, useCallback, useRef } from 'react';
import type { AwayKind } from '../../upload/model/away.ts';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { isUnderWay } from '../../upload/model/upload-phase.ts';
import { PeekDisclosure } from '../archive-peek/PeekDisclosure.tsx';
import { Receipt } from '../receipt/Receipt.tsx';
import { useIsBrief } from './brief-wait.ts';
import { Doubt } from './Doubt.tsx';
import { FailureNote } from '../failure/FailureNote.tsx';
import { InterruptedNote } from './InterruptedNote.tsx';
import { RowActions } from './RowActions.tsx';
import { RowHeading } from './RowHeading.tsx';
import { RowProgress } from './RowProgress.tsx';
import { RowNote } from './RowNote.tsx';
import { StallNote } from './StallNote.tsx';
import type { Running } from './Steps.tsx';
import css from './UploadRow.module.css';
import { useKeepFocus } from '../ui/useKeepFocus.ts';
import { WaitNote } from './WaitNote.tsx';

/** The same for every row, and the same object for as long as nothing of it changes. */
export type RowContext = {
  readonly queue: UploadQueue;
  readonly simulated: boolean;
  readonly isPaused: boolean;
  /** Who does not answer, so that nothing begins; undefined when all do. */
  readonly away: AwayKind | undefined;
  /** Finished ones say all there is to know of them. */
  readonly isRoomy: boolean;
  readonly onChooseAgain: () => void;
};

type UploadRowProps = {
  readonly upload: Upload;
  readonly context: RowContext;
  /** Undefined where the document places it. */
  readonly place: RowPlace | undefined;
};

/** Where a row stands in a list of which only a part is in the document. */
export type RowPlace = {
  readonly index: number;
  readonly count: number;
  /** Pixels below the list's beginning. */
  readonly top: number;
  readonly measure: (row: HTMLElement | null) => void;
};

/** One upload, whatever its state. An unchanged upload is the same object, so only the row that moves is drawn again. */
export const UploadRow = memo(function UploadRow({ upload, context, place }: UploadRowProps) {
  const { state } = upload;
  const row = useRef<HTMLLIElement>(null);
  const measure = place?.measure;
  const keepFocus = useKeepFocus(row);
  const settle = useCallback(
    (element: HTMLLIElement | null) => {
      row.current = element;
      measure?.(element);
    },
    [measure],
  );
  return (
    <li
      ref={settle}
      className={css['row']}
      {...(place && standing(place))}
      data-testid="upload"
      data-id={upload.id}
      data-status={state.status}
      data-suffix={'suffix' in state ? state.suffix : ''}
      data-attempt={'attempt' in state ? state.attempt : 0}
      {...keepFocus}
    >
      <RowBody upload={upload} context={context} />
    </li>
  );
});

type RowBodyProps = { readonly upload: Upload; readonly context: RowContext };

/** Apart from its place: a row that is only moved by scrolling is not drawn again. */
const RowBody = memo(function RowBody({ upload, context }: RowBodyProps) {
  const { queue, simulated, isPaused, away, isRoomy, onChooseAgain } = context;
  const { state, firmware } = upload;
  const isBrief = useIsBrief(state);

  return (
    <>
      <div className={css['top']}>
        <RowHeading upload={upload} />
        <RowActions upload={upload} queue={queue} isBrief={isBrief} onChooseAgain={onChooseAgain} />
      </div>
      {state.status === 'ready' && (
        <Doubt upload={upload} state={state} queue={queue} simulated={simulated} />
      )}
      {isRunning(state, isBrief) && <RowProgress upload={upload} state={state} queue={queue} />}
      {state.status === 'sending' && state.stall !== undefined && (
        <StallNote upload={upload} state={state} stall={state.stall} queue={queue} />
      )}
      <RowNote state={state} isPaused={isPaused} away={away} />
      {state.status === 'waiting' && (
        <WaitNote upload={upload} state={state} queue={queue} isBrief={isBrief} />
      )}
      {state.status === 'interrupted' && <InterruptedNote firmware={firmware} state={state} />}
      {state.status === 'failed' && (
        <FailureNote
          firmware={firmware}
          reason={state.failure}
          past={state}
          ticketRequestId={upload.lastTicket?.requestId}
        />
      )}
      {state.status === 'rejected' && <FailureNote firmware={firmware} reason={state.rejection} />}
      {state.status === 'done' && (
        <Receipt
          firmware={firmware}
          receipt={state.receipt}
          digests={upload.digests}
          imageVersion={upload.imageVersion}
          simulated={simulated}
          isRoomy={isRoomy}
          onDigests={(found) => queue.noteDigests(upload.id, found)}
          onMade={(made) => queue.notePackage(upload.id, made)}
        />
      )}
      {upload.packing !== undefined && <PeekDisclosure upload={upload} queue={queue} />}
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

/** Between two attempts that follow each other at once the bar stays, so that the row keeps its height. */
function isRunning(state: UploadState, isBrief: boolean): state is Running {
  return isUnderWay(state) || isBrief || (state.status === 'queued' && state.tries.length > 0);
}
