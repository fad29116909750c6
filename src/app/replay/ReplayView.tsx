import { useCallback, useEffect, useRef } from 'react';
import { useI18n } from '../locales/I18n.tsx';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { StandInContext } from '../receipt/StandInContext.ts';
import { UploadList } from '../upload-list/UploadList.tsx';
import { useFromUploads } from '../uploads/useUploads.ts';
import { OpenRecording } from './OpenRecording.tsx';
import css from './Replay.module.css';
import { replaySentence } from './replay-sentence.ts';
import type { PlayedReplay, PlayRecording } from './replay-props.ts';
import { StateTable } from './StateTable.tsx';
import { useReplay, type ReplayProgress } from './useReplay.ts';

export type ReplayViewProps = {
  readonly file: File;
  readonly play: PlayRecording;
  readonly onOpen: (file: File) => void;
  readonly onClose: () => void;
};

/** A recorded upload plays once more, beside the states that it came to then. */
export function ReplayView({ file, play, onOpen, onClose }: ReplayViewProps) {
  const words = useWords('replay');
  const { format } = useI18n();
  const progress = useReplay(file, play);
  const title = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone with the list.
  useEffect(() => title.current?.focus(), []);
  const focusTitle = useCallback(() => title.current?.focus(), []);
  const name = 'recording' in progress ? progress.recording.file.name : file.name;
  return (
    <section
      className={css['replay']}
      aria-label={words.region(name)}
      data-testid="replay"
      data-outcome={outcomeOf(progress)}
    >
      <div className={css['head']}>
        <div className={css['words']}>
          <h1 ref={title} tabIndex={-1} className={css['title']}>
            {words.title}
            <bdi translate="no">{name}</bdi>
          </h1>
          {'recording' in progress && (
            <p className={css['facts']}>
              {words.facts(
                format.bytes(progress.recording.file.size),
                format.moment(progress.recording.exchange.startedAt),
              )}
            </p>
          )}
        </div>
        <div className={css['buttons']}>
          {'recording' in progress && (
            <Button data-testid="replay-again" onClick={() => onOpen(again(file))}>
              {words.again}
            </Button>
          )}
          <OpenRecording onFile={onOpen} />
          <Button data-testid="replay-close" onClick={onClose}>
            {words.close}
          </Button>
        </div>
      </div>
      {progress.kind === 'refused' ? (
        <Notice role="alert" data-testid="replay-fault">
          {words.faults[progress.fault.kind]}
        </Notice>
      ) : (
        <Notice tone={outcomeOf(progress) === 'different' ? 'warn' : 'info'}>
          <output data-testid="replay-verdict">{replaySentence(progress, words)}</output>
        </Notice>
      )}
      {'replay' in progress && (
        <div className={css['view']}>
          <ReplayedList replay={progress.replay} focusTitle={focusTitle} />
          <StateTable states={progress.states} />
        </div>
      )}
    </section>
  );
}

/** The same bytes as another file, so that they are played once more. */
function again(file: File): File {
  return new File([file], file.name, { type: file.type, lastModified: file.lastModified });
}

function outcomeOf(
  progress: ReplayProgress,
): 'reading' | 'refused' | 'playing' | 'same' | 'different' {
  switch (progress.kind) {
    case 'reading':
    case 'refused':
    case 'playing':
      return progress.kind;
    case 'over':
      return progress.states.differsAt === undefined ? 'same' : 'different';
  }
}

type ReplayedListProps = { readonly replay: PlayedReplay; readonly focusTitle: () => void };

function ReplayedList({ replay: { queue }, focusTitle }: ReplayedListProps) {
  const hasUpload = useFromUploads(queue, (uploads) => uploads.length > 0);
  if (!hasUpload) return null;
  return (
    <StandInContext value>
      <UploadList
        queue={queue}
        simulated
        onSample={undefined}
        openChooser={focusTitle}
        focusChooser={focusTitle}
      />
    </StandInContext>
  );
}
