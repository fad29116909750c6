import { useRef, type ReactElement } from 'react';
import type { Receipt } from '../../upload/model/receipt.ts';
import type { Upload } from '../../upload/model/upload.ts';
import { useListWords, useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Hidden } from '../ui/Hidden.tsx';
import { useList } from '../uploads/ListContext.ts';
import { nextActionOf } from './next-action.ts';
import css from './RowAction.module.css';

type RowActionProps = { readonly upload: Upload; readonly isTabStop: boolean };

/** The row's one button. Each action has a key of its own: a second press on Cancel must not retry. */
export function RowAction({ upload, isTabStop }: RowActionProps) {
  const { queue, onChooseAgain, onReview } = useList();
  const { messages } = useListWords();
  const { row: words, wait } = messages;
  const { id, state, firmware } = upload;
  const { name } = firmware;
  const tabIndex = isTabStop ? 0 : -1;
  const action = nextActionOf(state);
  const button = (
    testId: string,
    label: string,
    text: string,
    act: () => void,
    look: 'plain' | 'ghost' = 'plain',
  ): ReactElement => (
    <Button
      key={action}
      look={look}
      tabIndex={tabIndex}
      aria-label={label}
      data-testid={testId}
      data-costly={look === 'ghost' || undefined}
      onClick={act}
    >
      {text}
    </Button>
  );
  return <div className={css['action']}>{content()}</div>;

  function content(): ReactElement | null {
    switch (action) {
      case 'none':
        return null;
      case 'copy':
        return state.status === 'done' ? (
          <CopyAddress receipt={state.receipt} name={name} tabIndex={tabIndex} />
        ) : null;
      case 'cancel':
        return button(
          'cancel',
          words.cancelName(name),
          words.cancel,
          () => queue.cancel(id),
          'ghost',
        );
      case 'retry':
        return button('retry', words.retryName(name), words.retry, () => queue.retry(id));
      case 'upload-anyway':
        return button('retry', words.uploadAnywayName(name), words.uploadAnyway, () =>
          queue.retry(id),
        );
      case 'review':
        return button('review', words.reviewName(name), words.review, () => onReview(id));
      case 'choose-file':
        return button(
          'choose-again',
          state.status === 'interrupted' ? words.chooseSameName(name) : words.chooseAgainName(name),
          words.chooseAgain,
          onChooseAgain,
        );
      case 'sign-in':
        return button('sign-in', wait.signInName(name), wait.signIn, () =>
          window.open(location.href, '_blank', 'noopener'),
        );
    }
  }
}

type CopyAddressProps = {
  readonly receipt: Receipt;
  readonly name: string;
  readonly tabIndex: number;
};

/** The address is in the row as text as well: read by assistive software and scripts, and selected where nothing may write to the clipboard. */
function CopyAddress({ receipt: { firmwareUrl }, name, tabIndex }: CopyAddressProps) {
  const row = useWords('list').row;
  const text = useRef<HTMLElement>(null);
  return (
    <>
      <Hidden>
        <code ref={text} translate="no" data-testid="firmware-url">
          {firmwareUrl}
        </code>
      </Hidden>
      <CopyButton
        look="plain"
        tabIndex={tabIndex}
        label={`${row.copyUrl}: ${name}`}
        testId="copy-firmware-url"
        shown={text}
        text={() => firmwareUrl}
      >
        {row.copyUrl}
      </CopyButton>
    </>
  );
}
