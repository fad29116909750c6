import { useCallback, useRef } from 'react';
import type { Progress } from '../../../upload/model/upload-state.ts';
import type { Upload } from '../../../upload/model/upload.ts';
import { useListWords } from '../../locales/useWords.ts';
import { Bar, MovingBar, useBar } from '../../ui/Bar.tsx';
import type { UploadIn } from '../../uploads/upload-in.ts';
import { useProgressOf, useWritten } from '../../uploads/useMoving.ts';
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
        <Bar {...SILENT} value={state.status === 'confirming' ? size : 0} max={size} />
      )}
      <Steps state={state} />
    </>
  );
}

function Moving({ upload: { id, firmware }, state }: UploadIn<'sending'>) {
  const { messages, format } = useListWords();
  const { size } = firmware;
  const bytes = useRef<HTMLParagraphElement>(null);
  const { parts, move, speak } = useBar();
  const read = useProgressOf(id, state);
  const write = useCallback(
    ({ sent }: Progress) => {
      move(sent / size);
      speak(sent, size);
      const words = messages.list.bytes(format.bytes(sent), format.bytes(size));
      const shown = bytes.current;
      if (shown !== null && shown.textContent !== words) shown.textContent = words;
    },
    [messages, format, size, move, speak],
  );
  useWritten(read, write);
  return (
    <>
      <MovingBar {...SILENT} parts={parts} />
      <p ref={bytes} className={css['bytes']} data-testid="detail-bytes" />
    </>
  );
}

/** The bar of its row is the one that is read out. */
const SILENT = {
  className: css['progress'],
  'aria-hidden': 'true',
  'data-testid': 'detail-progress',
} as const;
