import { needsFile } from '../../upload/model/failure-rules.ts';
import type { Upload } from '../../upload/model/upload.ts';
import { mayCancel, maySetSuffix } from '../../upload/model/upload-phase.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './RowActions.module.css';
import { StatusBadge } from './StatusBadge.tsx';
import { useList } from '../uploads/ListContext.ts';
import { SuffixSelect } from './SuffixSelect.tsx';

type RowActionsProps = {
  readonly upload: Upload;
  /** Waiting, but not for long enough to be asked about it. */
  readonly isBrief: boolean;
};

/** How it stands, and what can be done about it now. A wait and a standstill have buttons of their own, beside their words. */
export function RowActions({ upload, isBrief }: RowActionsProps) {
  const { queue, onChooseAgain } = useList();
  const words = useWords('list').row;
  const { id, state, firmware } = upload;
  const { name } = firmware;
  const isOpen = mayCancel(state);
  const isInterrupted = state.status === 'interrupted';
  const isKnown = state.status === 'ready' && state.doubt.kind === 'uploaded-before';
  const isDuplicate = state.status === 'failed' && state.failure.kind === 'already-uploading';

  return (
    <div className={css['actions']}>
      <StatusBadge upload={upload} />
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
          aria-label={isInterrupted ? words.chooseSameName(name) : words.chooseAgainName(name)}
          data-testid="choose-again"
          onClick={onChooseAgain}
        >
          {isInterrupted ? words.chooseSame : words.chooseAgain}
        </Button>
      )}
      {(!isOpen || state.status !== 'waiting' || isBrief) && (
        <Button
          // Two buttons: one press more must not remove what has just been cancelled.
          key={isOpen ? 'cancel' : 'remove'}
          look="icon"
          className={css['corner']}
          aria-label={isOpen ? words.cancelName(name) : words.removeName(name)}
          title={isOpen ? words.cancel : words.remove}
          data-testid={isOpen ? 'cancel' : 'remove'}
          data-costly
          onClick={() => (isOpen ? queue.cancel(id) : queue.remove(id))}
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
