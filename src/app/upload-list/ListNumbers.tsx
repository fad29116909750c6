import { Fragment, useCallback } from 'react';
import { MovingBar, useBar } from '../ui/Bar.tsx';
import { useSummary, useSummaryReader, useWritten } from '../uploads/useMoving.ts';
import dotted from '../ui/dotted.module.css';
import css from './ListHeader.module.css';
import { NOT_YET_ALL, type Summary } from '../uploads/summary.ts';
import { useListWords, useWords } from '../locales/useWords.ts';

/** Of the list's head only these two parts move with the bytes: the bar with all of them, numbers once a second. */

export function SummaryLine({ isGrouped }: { readonly isGrouped: boolean }) {
  const { messages, format } = useListWords();
  const words = messages.list;
  const { done, total, sentBytes, totalBytes, bytesPerSecond, secondsLeft, needYou, notUploaded } =
    useSummary();
  const parts = Object.entries({
    bytes:
      totalBytes > 0 &&
      (sentBytes < totalBytes
        ? words.bytes(format.bytes(sentBytes), format.bytes(totalBytes))
        : format.bytes(totalBytes)),
    speed: bytesPerSecond !== undefined && format.speed(bytesPerSecond),
    left: secondsLeft !== undefined && words.left(format.duration(Math.ceil(secondsLeft))),
    needYou: !isGrouped && needYou > 0 && words.needYou(needYou),
    notUploaded: !isGrouped && notUploaded > 0 && words.notUploaded(format.count(notUploaded)),
  }).filter(([, part]) => part !== false);
  return (
    <p className={css['summary']} data-testid="summary">
      <b>{words.done(format.count(done), format.count(total))}</b>{' '}
      <span className={`${dotted['dotted']} ${css['numbers']}`}>
        {parts.map(([what, part], index) => (
          <Fragment key={what}>
            <span data-part={what}>
              {index > 0 && <i>· </i>}
              {part}
            </span>{' '}
          </Fragment>
        ))}
      </span>
    </p>
  );
}

export function TotalBar() {
  const words = useWords('list').list;
  const { parts, move, speak } = useBar();
  const write = useCallback(
    ({ sentBytes, totalBytes }: Summary) => {
      const value = Math.min(sentBytes, totalBytes * NOT_YET_ALL);
      move(value / totalBytes);
      speak(value, totalBytes);
    },
    [move, speak],
  );
  useWritten(useSummaryReader(), write);
  return (
    <MovingBar
      className={css['progress']}
      aria-label={words.progress}
      data-testid="total-progress"
      parts={parts}
    />
  );
}
