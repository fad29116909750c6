import type { UploadState } from '../../upload/upload-state.ts';
import { useI18n } from '../i18n/I18n.tsx';
import css from './RowNote.module.css';

/** One line on what is being waited for, where the state alone does not say it. */
export function RowNote({ state }: { readonly state: UploadState }) {
  const {
    messages: { note: words },
  } = useI18n();
  switch (state.status) {
    case 'queued':
      return <p className={css['note']}>{words.queued}</p>;
    case 'confirming':
      return (
        <p className={css['note']}>
          {state.awaiting === 'store' ? words.awaitingStore : words.awaitingProof}
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
    case 'done':
    case 'failed':
      return null;
  }
}
