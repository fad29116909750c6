import { useCallback, useRef } from 'react';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Progress } from '../../upload/model/upload-state.ts';
import { useListWords } from '../locales/useWords.ts';
import { Bar, MovingBar, useBar } from '../ui/Bar.tsx';
import { useSnapshot } from '../ui/useSnapshot.ts';
import { useList } from '../uploads/ListContext.ts';
import type { Running } from '../uploads/running.ts';
import type { UploadIn } from '../uploads/upload-in.ts';
import { useProgressOf, useWritten } from '../uploads/useMoving.ts';
import css from './RowProgress.module.css';
import { MovingRing, useRing, WARNING, wholePercent } from './RowSign.tsx';

/** While bytes move: the ring, share, speed, time left, and the bar. What moves with the bytes is written; the rest is drawn once a second. */
export function RowMoving({ upload: { id, firmware }, state }: UploadIn<'sending'>) {
  const { queue } = useList();
  const { messages, format } = useListWords();
  const read = useProgressOf(id, state);
  const speed = useSnapshot(queue, () => read().bytesPerSecond);
  const left = useSnapshot(queue, () => secondsOf(read()));
  const { stall } = state;
  const share = useRef<HTMLElement>(null);
  const [ring, turn] = useRing();
  const { parts, move, speak } = useBar();

  const writeBar = useCallback(
    (progress: Progress) => move(progress.sent / progress.total),
    [move],
  );
  useWritten(read, writeBar);
  // Less cannot be seen or heard.
  const readPercent = useCallback(() => wholePercent(read().sent, read().total), [read]);
  const writePercent = useCallback(
    (percent: number) => {
      const words = format.percent(percent, 1);
      if (share.current !== null) share.current.textContent = words;
      turn(percent);
      const spoken =
        left === undefined ? words : `${words}, ${messages.list.left(format.duration(left))}`;
      speak(Math.round(percent * firmware.size), firmware.size, spoken);
    },
    [format, messages, left, turn, speak, firmware],
  );
  useWritten(readPercent, writePercent);

  return (
    <>
      {stall === undefined ? <MovingRing share={ring} /> : WARNING}
      <div className={css['progress']}>
        {stall === undefined ? (
          <p className={css['numbers']}>
            <b ref={share} />
            {speed !== undefined && <span>{` · ${format.speed(speed)}`}</span>}
            {left !== undefined && <span>{` · ${format.duration(left)}`}</span>}
          </p>
        ) : (
          // A speed of nothing is no number that helps.
          <p className={`${css['numbers']} ${css['stalled']}`}>
            {messages.rowState.stalled[stall.why](
              format.percent(state.progress.sent, state.progress.total),
            )}
          </p>
        )}
        <MovingBar
          className={css['bar']}
          data-testid="progress"
          parts={parts}
          aria-label={messages.row.progressOf(firmware.name)}
        />
      </div>
    </>
  );
}

function secondsOf({ secondsLeft }: Progress): number | undefined {
  return secondsLeft === undefined ? undefined : Math.ceil(secondsLeft);
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
