import type { AwayKind } from '../../upload/model/away.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { useWords } from '../locales/useWords.ts';
import { AwaitingStore } from './AwaitingStore.tsx';
import css from './RowNote.module.css';

type RowNoteProps = {
  readonly state: UploadState;
  /** Nothing new starts. */
  readonly isPaused: boolean;
  /** Who does not answer; undefined when all do. */
  readonly away: AwayKind | undefined;
};

/** One line on what is being waited for, where the state alone does not say it. */
export function RowNote({ state, isPaused, away }: RowNoteProps) {
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
