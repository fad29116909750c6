import { FILE_SUFFIXES, isFileSuffix } from '../../contract/file-suffix.ts';
import { remedyFor } from '../../upload/failure.ts';
import type { Upload, UploadQueue } from '../../upload/upload.ts';
import { mayCancel, maySetSuffix } from '../../upload/upload-state.ts';
import type { UploadState } from '../../upload/upload-state.ts';
import { useI18n } from '../i18n/I18n.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import css from './RowActions.module.css';
import { StatusBadge } from './StatusBadge.tsx';

type RowActionsProps = {
  readonly upload: Upload;
  readonly queue: UploadQueue;
  readonly onRemove: () => void;
  readonly onChooseAgain: () => void;
};

/** How it stands, and what can be done about it now. */
export function RowActions({ upload, queue, onRemove, onChooseAgain }: RowActionsProps) {
  const { messages } = useI18n();
  const words = messages.row;
  const { id, state, firmware } = upload;
  const { name } = firmware;

  return (
    <div className={css['actions']}>
      <StatusBadge state={state} />
      {maySetSuffix(state) && !mustChooseAgain(state) && (
        <select
          className={css['select']}
          aria-label={words.suffixOf(name)}
          data-testid="suffix"
          value={state.suffix}
          onChange={(event) => {
            if (isFileSuffix(event.target.value)) queue.chooseSuffix(id, event.target.value);
          }}
        >
          {FILE_SUFFIXES.map((suffix) => (
            <option key={suffix}>{suffix}</option>
          ))}
        </select>
      )}
      {state.status === 'ready' && (
        <Button
          look="primary"
          aria-label={words.uploadName(name)}
          data-testid="start"
          onClick={() => queue.start(id)}
        >
          {words.upload}
        </Button>
      )}
      {mayRetry(state) && (
        <Button
          aria-label={words.retryName(name)}
          data-testid="retry"
          onClick={() => queue.retry(id)}
        >
          {words.retry}
        </Button>
      )}
      {mustChooseAgain(state) && (
        <Button aria-label={words.chooseAgainName(name)} onClick={onChooseAgain}>
          {words.chooseAgain}
        </Button>
      )}
      {mayCancel(state) && (
        <Button
          look="icon"
          aria-label={words.cancelName(name)}
          title={words.cancel}
          data-testid="cancel"
          onClick={() => queue.cancel(id)}
        >
          <Icon name="cross" />
        </Button>
      )}
      {!mayCancel(state) && (
        <Button
          look="icon"
          aria-label={words.removeName(name)}
          title={words.remove}
          data-testid="remove"
          onClick={onRemove}
        >
          <Icon name="cross" />
        </Button>
      )}
    </div>
  );
}

function mayRetry(state: UploadState): boolean {
  return (
    state.status === 'cancelled' ||
    (state.status === 'failed' && remedyFor(state.failure) !== 'choose-again')
  );
}

function mustChooseAgain(state: UploadState): boolean {
  return (
    state.status === 'rejected' ||
    (state.status === 'failed' && remedyFor(state.failure) === 'choose-again')
  );
}
