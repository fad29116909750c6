import { needsFile } from '../../upload/model/failure-rules.ts';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import { mayCancel, maySetSuffix } from '../../upload/model/upload-phase.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { useListWords } from '../upload-list/useListWords.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './RowActions.module.css';
import { StatusBadge } from './StatusBadge.tsx';
import { SuffixSelect } from './SuffixSelect.tsx';

type RowActionsProps = {
  readonly upload: Upload;
  readonly queue: UploadQueue;
  /** Waiting, but not for long enough to be asked about it. */
  readonly isBrief: boolean;
  readonly onChooseAgain: () => void;
};

/** How it stands, and what can be done about it now. A wait and a standstill have buttons of their own, beside their words. */
export function RowActions(props: RowActionsProps) {
  const { upload, queue, isBrief, onChooseAgain } = props;
  const { messages } = useListWords();
  const words = messages.row;
  const { id, state, firmware } = upload;
  const { name } = firmware;
  const isKnown = state.status === 'ready' && state.doubt.kind === 'uploaded-before';
  const isDuplicate = state.status === 'failed' && state.failure.kind === 'already-uploading';

  return (
    <div className={css['actions']}>
      <StatusBadge upload={upload} queue={queue} />
      {maySetSuffix(state) && !mustChooseAgain(state) && (
        <SuffixSelect
          suffix={state.suffix}
          label={words.suffixOf(name)}
          onChoice={(suffix) => queue.chooseSuffix(id, suffix)}
        />
      )}
      {state.status === 'ready' && (
        <Button
          look="primary"
          aria-label={isKnown ? words.uploadAgainName(name) : words.uploadName(name)}
          data-testid="start"
          onClick={() => queue.start(id)}
        >
          {isKnown ? words.uploadAgain : words.upload}
        </Button>
      )}
      {mayRetry(state) && (
        <Button
          aria-label={isDuplicate ? words.uploadAnywayName(name) : words.retryName(name)}
          data-testid="retry"
          onClick={() => queue.retry(id)}
        >
          {isDuplicate ? words.uploadAnyway : words.retry}
        </Button>
      )}
      {mustChooseAgain(state) && (
        <Button
          aria-label={
            state.status === 'interrupted'
              ? words.chooseSameName(name)
              : words.chooseAgainName(name)
          }
          data-testid="choose-again"
          onClick={onChooseAgain}
        >
          {state.status === 'interrupted' ? words.chooseSame : words.chooseAgain}
        </Button>
      )}
      {mayCancel(state) && (state.status !== 'waiting' || isBrief) && (
        <Button
          look="icon"
          className={css['corner']}
          aria-label={words.cancelName(name)}
          title={words.cancel}
          data-testid="cancel"
          data-costly
          onClick={() => queue.cancel(id)}
        >
          <Icon name="cross" />
        </Button>
      )}
      {!mayCancel(state) && (
        <Button
          look="icon"
          className={css['corner']}
          aria-label={words.removeName(name)}
          title={words.remove}
          data-testid="remove"
          data-costly
          onClick={() => queue.remove(id)}
        >
          <Icon name="cross" />
        </Button>
      )}
    </div>
  );
}

function mayRetry(state: UploadState): boolean {
  return state.status === 'cancelled' || (state.status === 'failed' && !needsFile(state.failure));
}

function mustChooseAgain(state: UploadState): boolean {
  return (
    state.status === 'rejected' ||
    state.status === 'interrupted' ||
    (state.status === 'failed' && needsFile(state.failure))
  );
}
