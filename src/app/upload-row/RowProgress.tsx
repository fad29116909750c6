import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Progress } from '../../upload/model/upload-state.ts';
import type { ListWords } from '../locales/catalog.ts';
import type { Format } from '../locales/format.ts';
import { useListWords } from '../locales/useWords.ts';
import { Bar } from '../ui/Bar.tsx';
import type { Running } from '../uploads/running.ts';
import type { UploadIn } from '../uploads/upload-in.ts';
import { useProgress } from '../uploads/useUploads.ts';
import css from './RowProgress.module.css';
import { Ring, WARNING } from './RowSign.tsx';

/** While bytes move: the ring, share, speed, time left, and the bar. One component, so that a row is drawn once for each look at its progress. */
export function RowMoving({ upload: { id, firmware }, state }: UploadIn<'sending'>) {
  const { messages, format } = useListWords();
  const progress = useProgress(id, state);
  const { sent, total, bytesPerSecond, secondsLeft } = progress;
  const percent = format.percent(sent, total);
  const { stall } = state;
  const parts = [
    bytesPerSecond !== undefined && format.speed(bytesPerSecond),
    secondsLeft !== undefined && format.duration(Math.ceil(secondsLeft)),
  ].filter((part) => part !== false);
  return (
    <>
      {stall === undefined ? <Ring share={total > 0 ? sent / total : 0} /> : WARNING}
      <div className={css['progress']}>
        {stall === undefined ? (
          <p className={css['numbers']}>
            <b>{percent}</b>
            {parts.map((part) => (
              <span key={part}>{` · ${part}`}</span>
            ))}
          </p>
        ) : (
          // A speed of nothing is no number that helps.
          <p className={`${css['numbers']} ${css['stalled']}`}>
            {messages.rowState.stalled[stall.why](percent)}
          </p>
        )}
        <RowBar
          firmware={firmware}
          value={sent}
          spoken={spokenProgress(progress, firmware.size, messages, format)}
        />
      </div>
    </>
  );
}

type RowRestingProps = {
  readonly firmware: Firmware;
  readonly state: Exclude<Running, { status: 'sending' }>;
};

/** An attempt runs, and no byte of the file moves just now. */
export function RowResting({ firmware, state }: RowRestingProps) {
  const { messages } = useListWords();
  const words = messages.status[state.status];
  return (
    <div className={css['progress']}>
      <p className={css['numbers']}>{words}</p>
      <RowBar
        firmware={firmware}
        value={state.status === 'confirming' ? firmware.size : 0}
        spoken={state.status === 'confirming' ? messages.note.awaiting[state.awaiting] : words}
      />
    </div>
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
      className={css['bar']}
      data-testid="progress"
      value={value}
      max={firmware.size}
      aria-label={messages.row.progressOf(firmware.name)}
      aria-valuetext={spoken}
    />
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
