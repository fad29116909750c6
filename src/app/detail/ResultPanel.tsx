import { FailureNote } from '../failure/FailureNote.tsx';
import { Receipt } from '../receipt/Receipt.tsx';
import { RemarkFields } from '../remarks/RemarkFields.tsx';
import { useIsBrief } from '../uploads/brief-wait.ts';
import { useList } from '../uploads/ListContext.ts';
import { runningOf } from '../uploads/running.ts';
import { DetailActions } from './DetailActions.tsx';
import { Doubt } from './notes/Doubt.tsx';
import { InterruptedNote } from './notes/InterruptedNote.tsx';
import { RowNote } from './notes/RowNote.tsx';
import { RowProgress } from './notes/RowProgress.tsx';
import { StallNote } from './notes/StallNote.tsx';
import { WaitNote } from './notes/WaitNote.tsx';
import css from './ResultPanel.module.css';
import type { TabProps } from './tabs.ts';

/** How far it has come, what is the matter, or what came of it; and what can be done about it now. */
export function ResultPanel({ upload }: TabProps) {
  const { queue, simulated } = useList();
  const { state, firmware } = upload;
  const isBrief = useIsBrief(state);
  const running = state.status === 'inspecting' ? state : runningOf(state, isBrief);
  return (
    <div className={css['result']}>
      {state.status === 'ready' && <Doubt upload={upload} state={state} />}
      {running !== undefined && <RowProgress upload={upload} state={running} />}
      {state.status === 'sending' && state.stall !== undefined && (
        <StallNote upload={upload} state={state} stall={state.stall} />
      )}
      <RowNote state={state} />
      {state.status === 'waiting' && <WaitNote upload={upload} state={state} isBrief={isBrief} />}
      {state.status === 'interrupted' && <InterruptedNote upload={upload} state={state} />}
      {state.status === 'failed' && (
        <FailureNote
          firmware={firmware}
          reason={state.failure}
          past={state}
          ticketRequestId={upload.lastTicket?.requestId}
        />
      )}
      {state.status === 'rejected' && <FailureNote firmware={firmware} reason={state.rejection} />}
      {state.status === 'done' ? (
        <Receipt
          firmware={firmware}
          receipt={state.receipt}
          digests={upload.digests}
          imageVersion={upload.imageVersion}
          stored={simulated ? queue.fileOf(upload.id) : undefined}
          simulated={simulated}
          onDigests={(found) => queue.noteDigests(upload.id, found)}
          onMade={(made) => queue.notePackage(upload.id, made)}
        />
      ) : (
        <DetailActions upload={upload} />
      )}
      {state.status !== 'rejected' && (
        <RemarkFields
          remarks={upload.remarks}
          name={firmware.name}
          onEdit={(edit) => queue.noteRemark(upload.id, edit)}
        />
      )}
    </div>
  );
}
