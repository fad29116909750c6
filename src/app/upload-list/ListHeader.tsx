import { Fragment, useRef } from 'react';
import { isDone } from '../../upload/kept-receipt.ts';
import type { AwayKind } from '../../upload/away.ts';
import type { Upload, UploadQueue } from '../../upload/upload.ts';
import { isUnderWay, mayCancel, mayClear } from '../../upload/upload-phase.ts';
import { receiptEntries } from '../receipt/receipt-sheet.ts';
import { ReceiptSheet } from '../receipt/ReceiptSheet.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Bar } from '../ui/Bar.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { CancelAll } from './CancelAll.tsx';
import css from './ListHeader.module.css';
import { ListNotes } from './ListNotes.tsx';
import { NOT_YET_ALL, summarise } from './summary.ts';
import { TellMe } from './TellMe.tsx';
import { useKeepFocus } from './useKeepFocus.ts';
import { useListWords } from './useListWords.ts';

type ListHeaderProps = {
  readonly uploads: readonly Upload[];
  readonly queue: UploadQueue;
  /** Nothing new starts. */
  readonly isPaused: boolean;
  /** Who does not answer; undefined when all do. */
  readonly away: AwayKind | undefined;
  /** What is open or went wrong is told by group. */
  readonly isGrouped: boolean;
  readonly onClear: () => void;
  readonly onChooseAgain: () => void;
};

/** The list as a whole: how far it is, and what can be done with all of it. */
export function ListHeader(props: ListHeaderProps) {
  const { uploads, queue, isPaused, away, isGrouped, onClear, onChooseAgain } = props;
  const {
    messages: { list: words },
    format,
  } = useListWords();
  const announce = useAnnounce();
  const title = useRef<HTMLHeadingElement>(null);
  const header = useRef<HTMLDivElement>(null);
  const keepFocus = useKeepFocus(header);
  const { done, total, sentBytes, totalBytes, bytesPerSecond, secondsLeft, needYou, notUploaded } =
    summarise(uploads, isPaused);
  const isBusy = uploads.some(({ state }) => isUnderWay(state));
  const parts = Object.entries({
    done: total > 0 && words.done(format.count(done), format.count(total)),
    bytes: totalBytes > 0 && words.bytes(format.bytes(sentBytes), format.bytes(totalBytes)),
    speed: bytesPerSecond !== undefined && format.speed(bytesPerSecond),
    left: secondsLeft !== undefined && words.left(format.duration(Math.ceil(secondsLeft))),
    needYou: !isGrouped && needYou > 0 && words.needYou(needYou),
    notUploaded: !isGrouped && notUploaded > 0 && words.notUploaded(format.count(notUploaded)),
  }).filter(([, part]) => part !== false);

  return (
    <div ref={header} {...keepFocus}>
      <div className={css['header']}>
        <h2 ref={title} className={css['title']} tabIndex={-1}>
          {words.title}
        </h2>
        {isBusy && <TellMe secondsLeft={secondsLeft} />}
        {(isPaused || uploads.some(({ state }) => mayCancel(state))) && (
          <Button
            look="ghost"
            data-testid="pause"
            data-costly
            onClick={() => {
              if (isPaused) queue.resume();
              else queue.pause();
              announce(isPaused ? words.resumed : words.paused);
            }}
          >
            <Icon name={isPaused ? 'play' : 'pause'} size={14} />
            {isPaused ? words.resume : words.pause}
          </Button>
        )}
        <CancelAll uploads={uploads} queue={queue} onCancelled={() => title.current?.focus()} />
        <div className={css['finished']}>
          <ReceiptSheet
            count={uploads.filter(isDone).length}
            entries={() => receiptEntries(uploads)}
          />
          {uploads.some(({ state }) => mayClear(state)) && (
            <Button look="ghost" data-testid="clear-finished" data-costly onClick={onClear}>
              {words.clear}
            </Button>
          )}
        </div>
        <p className={css['summary']} data-testid="summary">
          {parts.map(([what, part], index) => (
            <Fragment key={what}>
              <span>
                {part}
                {index < parts.length - 1 && ' ·'}
              </span>{' '}
            </Fragment>
          ))}
        </p>
      </div>
      {total > 1 && isBusy && (
        <Bar
          className={css['progress']}
          aria-label={words.progress}
          data-testid="total-progress"
          value={Math.min(sentBytes, totalBytes * NOT_YET_ALL)}
          max={totalBytes}
        />
      )}
      {isPaused && (
        <p className={css['paused']} data-testid="paused">
          {words.paused}
        </p>
      )}
      <div className={css['notes']}>
        <ListNotes
          uploads={uploads}
          queue={queue}
          away={away}
          onChooseAgain={onChooseAgain}
          onDone={() => title.current?.focus()}
        />
      </div>
    </div>
  );
}
