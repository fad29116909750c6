import type { UploadState } from '../../../upload/model/upload-state.ts';
import { useWords } from '../../locales/useWords.ts';
import { AwaitingStore } from './AwaitingStore.tsx';
import { useList } from '../../uploads/ListContext.ts';
import css from './RowNote.module.css';

/** One line on what is being waited for, where the state alone does not say it. */
export function RowNote({ state }: { readonly state: UploadState }) {
  const { isPaused, away } = useList();
  const { note: words, wait } = useWords('list');
  switch (state.status) {
    case 'queued':
      if (isPaused) return <p className={css['note']}>{words.paused}</p>;
      if (away !== undefined) return <p className={css['note']}>{wait.back[away]}</p>;
      // Between two attempts it would come and go in no time.
      return state.tries.length === 0 ? <p className={css['note']}>{words.queued}</p> : null;
    case 'confirming':
      return (
        <p className={css['note']} data-testid="awaiting" data-awaiting={state.awaiting}>
          {state.awaiting === 'store' ? <AwaitingStore /> : words.awaiting[state.awaiting]}
        </p>
      );
    case 'cancelled':
      return (
        <p className={css['note']}>
          {state.arrived === 'maybe' ? words.cancelledMaybe : words.cancelledNothing}
        </p>
      );
    case 'inspecting':
    case 'rejected':
    case 'ready':
    case 'ticketing':
    case 'sending':
    case 'waiting':
    case 'done':
    case 'failed':
    case 'interrupted':
      return null;
  }
}
