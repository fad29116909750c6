import type { Upload } from '../../upload/model/upload.ts';
import { needsFile } from '../../upload/model/failure-rules.ts';
import { maySetSuffix } from '../../upload/model/upload-phase.ts';
import { useListWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import { nextActionOf } from '../upload-row/next-action.ts';
import { useList } from '../uploads/ListContext.ts';
import css from './DetailActions.module.css';
import { SuffixSelect } from './notes/SuffixSelect.tsx';

/** The suffix as long as it can be changed, and what can be done next. A wait and a standstill have buttons of their own, beside their words. */
export function DetailActions({ upload }: { readonly upload: Upload }) {
  const { queue } = useList();
  const { messages } = useListWords();
  const { row: words, detail } = messages;
  const { id, state, firmware } = upload;
  const needsAnother = state.status === 'failed' && needsFile(state.failure);
  return (
    <div className={css['actions']}>
      {maySetSuffix(state) && !needsAnother && (
        <>
          <span className={css['label']} aria-hidden="true">
            {detail.uploadAs}
          </span>
          <SuffixSelect
            suffix={state.suffix}
            label={words.suffixOf(firmware.name)}
            onChoice={(suffix) => queue.chooseSuffix(id, suffix)}
          />
        </>
      )}
      <NextButton upload={upload} />
    </div>
  );
}

/** Each with a key of its own: a second press on Cancel must not retry. */
function NextButton({ upload: { id, state, firmware } }: { readonly upload: Upload }) {
  const { queue, onChooseAgain } = useList();
  const { row: words } = useListWords().messages;
  const { name } = firmware;
  const action = nextActionOf(state);
  switch (action) {
    case 'review': {
      const isKnown = state.status === 'ready' && state.doubt.kind === 'uploaded-before';
      return (
        <Button
          key={action}
          look={isKnown ? 'plain' : 'primary'}
          aria-label={isKnown ? words.uploadAgainName(name) : words.uploadName(name)}
          data-testid="start"
          onClick={() => queue.start(id)}
        >
          {isKnown ? words.uploadAgain : words.upload}
        </Button>
      );
    }
    case 'retry':
    case 'upload-anyway': {
      const isAnyway = action === 'upload-anyway';
      return (
        <Button
          key={action}
          aria-label={isAnyway ? words.uploadAnywayName(name) : words.retryName(name)}
          data-testid="detail-retry"
          onClick={() => queue.retry(id)}
        >
          {isAnyway ? words.uploadAnyway : words.retry}
        </Button>
      );
    }
    case 'choose-file':
      return (
        <Button
          key={action}
          aria-label={
            state.status === 'interrupted'
              ? words.chooseSameName(name)
              : words.chooseAgainName(name)
          }
          data-testid="detail-choose-again"
          onClick={onChooseAgain}
        >
          {state.status === 'interrupted' ? words.chooseSame : words.chooseAgain}
        </Button>
      );
    case 'cancel':
      return state.status === 'waiting' ? null : (
        <Button
          key={action}
          aria-label={words.cancelName(name)}
          data-testid="detail-cancel"
          data-costly
          onClick={() => queue.cancel(id)}
        >
          {words.cancel}
        </Button>
      );
    case 'copy':
    case 'sign-in':
    case 'none':
      return null;
  }
}
