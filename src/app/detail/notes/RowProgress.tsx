import type { Upload } from '../../../upload/model/upload.ts';
import { useListWords } from '../../locales/useWords.ts';
import { Bar } from '../../ui/Bar.tsx';
import type { UploadIn } from '../../uploads/upload-in.ts';
import { useProgress } from '../../uploads/useMoving.ts';
import css from './RowProgress.module.css';
import { Steps, type Stepping } from './Steps.tsx';

type RowProgressProps = { readonly upload: Upload; readonly state: Stepping };

/** While an attempt runs, and while the file is checked before the first: how far it has come, in bytes and in steps. */
export function RowProgress({ upload, state }: RowProgressProps) {
  const { size } = upload.firmware;
  return (
    <>
      {state.status === 'sending' ? (
        <Moving upload={upload} state={state} />
      ) : (
        <SilentBar value={state.status === 'confirming' ? size : 0} max={size} />
      )}
      <Steps state={state} />
    </>
  );
}

function Moving({ upload: { id, firmware }, state }: UploadIn<'sending'>) {
  const { messages, format } = useListWords();
  const { sent } = useProgress(id, state);
  return (
    <>
      <SilentBar value={sent} max={firmware.size} />
      <p className={css['bytes']} data-testid="detail-bytes">
        {messages.list.bytes(format.bytes(sent), format.bytes(firmware.size))}
      </p>
    </>
  );
}

type SilentBarProps = { readonly value: number; readonly max: number };

/** The bar of its row is the one that is read out. */
function SilentBar({ value, max }: SilentBarProps) {
  return (
    <Bar
      className={css['progress']}
      aria-hidden="true"
      data-testid="detail-progress"
      value={value}
      max={max}
    />
  );
}
