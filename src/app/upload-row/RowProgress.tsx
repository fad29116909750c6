import { memo } from 'react';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import { useListWords } from '../locales/useWords.ts';
import { Bar } from '../ui/Bar.tsx';
import type { Running } from '../uploads/running.ts';
import type { UploadIn } from '../uploads/upload-in.ts';
import { useProgress } from '../uploads/useMoving.ts';
import css from './RowProgress.module.css';
import { Ring, WARNING, wholePercent } from './RowSign.tsx';

/** While bytes move: the ring, share, speed, time left, and the bar. One component, so that a row is drawn once for each look at its progress. */
export function RowMoving({ upload: { id, firmware }, state }: UploadIn<'sending'>) {
  const { messages, format } = useListWords();
  const { sent, total, bytesPerSecond, secondsLeft } = useProgress(id, state);
  const percent = format.percent(sent, total);
  const { stall } = state;
  const left = secondsLeft === undefined ? undefined : Math.ceil(secondsLeft);
  return (
    <>
      {stall === undefined ? <Ring share={wholePercent(sent, total)} /> : WARNING}
      <div className={css['progress']}>
        {stall === undefined ? (
          <Numbers percent={percent} bytesPerSecond={bytesPerSecond} left={left} />
        ) : (
          // A speed of nothing is no number that helps.
          <p className={`${css['numbers']} ${css['stalled']}`}>
            {messages.rowState.stalled[stall.why](percent)}
          </p>
        )}
        <RowBar
          firmware={firmware}
          value={sent}
          spoken={
            left === undefined
              ? percent
              : `${percent}, ${messages.list.left(format.duration(left))}`
          }
        />
      </div>
    </>
  );
}

type NumbersProps = {
  readonly percent: string;
  readonly bytesPerSecond: number | undefined;
  /** Seconds. */
  readonly left: number | undefined;
};

/** Drawn again when one of them is another, which is seldom: bytes come ten times a second, and these change once. */
const Numbers = memo(function Numbers({ percent, bytesPerSecond, left }: NumbersProps) {
  const { format } = useListWords();
  return (
    <p className={css['numbers']}>
      <b>{percent}</b>
      {bytesPerSecond !== undefined && <span>{` · ${format.speed(bytesPerSecond)}`}</span>}
      {left !== undefined && <span>{` · ${format.duration(left)}`}</span>}
    </p>
  );
});

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
