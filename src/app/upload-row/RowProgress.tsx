import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Progress } from '../../upload/model/upload-state.ts';
import type { Upload } from '../../upload/model/upload.ts';
import type { Format } from '../locales/format.ts';
import { Bar } from '../ui/Bar.tsx';
import type { RowPart } from './row-part.ts';
import css from './RowProgress.module.css';
import { Steps, type Running } from './Steps.tsx';
import { useListWords } from '../locales/useWords.ts';
import { useProgress } from '../uploads/useUploads.ts';
import type { ListWords } from '../locales/catalog.ts';

type RowProgressProps = { readonly upload: Upload; readonly state: Running };

/** While an attempt runs: how far it has come, in bytes and in steps. */
export function RowProgress({ upload, state }: RowProgressProps) {
  const { firmware } = upload;
  const { messages } = useListWords();
  return (
    <>
      {state.status === 'sending' ? (
        <MovingBar upload={upload} state={state} />
      ) : (
        <RowBar
          firmware={firmware}
          value={state.status === 'confirming' ? firmware.size : 0}
          spoken={
            state.status === 'confirming'
              ? messages.note.awaiting[state.awaiting]
              : messages.status[state.status]
          }
        />
      )}
      <div className={css['below']}>
        <Steps state={state} />
        {state.status === 'sending' && <SentBytes upload={upload} state={state} />}
      </div>
    </>
  );
}

function MovingBar({ upload: { id, firmware }, state }: RowPart<'sending'>) {
  const { messages, format } = useListWords();
  const progress = useProgress(id, state);
  return (
    <RowBar
      firmware={firmware}
      value={progress.sent}
      spoken={spokenProgress(progress, firmware.size, messages, format)}
    />
  );
}

type RowBarProps = {
  readonly firmware: Firmware;
  /** Bytes. */
  readonly value: number;
  /** What a screen reader says of the bar: a bare number of bytes would be of no help. */
  readonly spoken: string;
};

function RowBar({ firmware, value, spoken }: RowBarProps) {
  const { messages } = useListWords();
  return (
    <Bar
      className={css['progress']}
      data-testid="progress"
      value={value}
      max={firmware.size}
      aria-label={messages.row.progressOf(firmware.name)}
      aria-valuetext={spoken}
    />
  );
}

function SentBytes({ upload: { id, firmware }, state }: RowPart<'sending'>) {
  const { messages, format } = useListWords();
  const { sent } = useProgress(id, state);
  return (
    <span className={css['bytes']}>
      {messages.list.bytes(format.bytes(sent), format.bytes(firmware.size))}
    </span>
  );
}

function spokenProgress(
  { sent, secondsLeft }: Progress,
  size: number,
  messages: ListWords,
  format: Format,
): string {
  const parts = [
    format.percent(sent, size),
    messages.list.bytes(format.bytes(sent), format.bytes(size)),
  ];
  if (secondsLeft !== undefined) {
    parts.push(messages.list.left(format.duration(Math.ceil(secondsLeft))));
  }
  return parts.join(', ');
}
