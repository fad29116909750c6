import type { Upload } from '../../../upload/model/upload.ts';
import { Bar } from '../../ui/Bar.tsx';
import type { UploadIn } from '../../uploads/upload-in.ts';
import css from './RowProgress.module.css';
import { Steps } from './Steps.tsx';
import { useListWords } from '../../locales/useWords.ts';
import { useProgress } from '../../uploads/useUploads.ts';
import type { Running } from '../../uploads/running.ts';

type RowProgressProps = { readonly upload: Upload; readonly state: Running };

/** While an attempt runs: how far it has come, in bytes and in steps. */
export function RowProgress({ upload, state }: RowProgressProps) {
  const { firmware } = upload;
  return (
    <>
      {state.status === 'sending' ? (
        <MovingBar upload={upload} state={state} />
      ) : (
        <StillBar
          name={firmware.name}
          value={state.status === 'confirming' ? firmware.size : 0}
          max={firmware.size}
        />
      )}
      <div className={css['below']}>
        <Steps state={state} />
        {state.status === 'sending' && <SentBytes upload={upload} state={state} />}
      </div>
    </>
  );
}

function MovingBar({ upload: { id, firmware }, state }: UploadIn<'sending'>) {
  const { sent } = useProgress(id, state);
  return <StillBar name={firmware.name} value={sent} max={firmware.size} />;
}

type StillBarProps = { readonly name: string; readonly value: number; readonly max: number };

/** The row's own is the one that is read out. */
function StillBar({ name, value, max }: StillBarProps) {
  const { messages } = useListWords();
  return (
    <Bar
      className={css['progress']}
      aria-hidden="true"
      data-testid="detail-progress"
      value={value}
      max={max}
      aria-label={messages.row.progressOf(name)}
    />
  );
}

function SentBytes({ upload: { id, firmware }, state }: UploadIn<'sending'>) {
  const { messages, format } = useListWords();
  const { sent } = useProgress(id, state);
  return (
    <span className={css['bytes']} data-testid="detail-bytes">
      {messages.list.bytes(format.bytes(sent), format.bytes(firmware.size))}
    </span>
  );
}
