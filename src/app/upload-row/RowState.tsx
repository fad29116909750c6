import type { ReactNode } from 'react';
import { codeOf } from '../../upload/model/failure-rules.ts';
import type { Receipt } from '../../upload/model/receipt.ts';
import type { Upload } from '../../upload/model/upload.ts';
import type { StateOf } from '../../upload/model/upload-state.ts';
import { FailureWords } from '../failure/FailureWords.tsx';
import type { ListWords } from '../locales/catalog.ts';
import { useListWords } from '../locales/useWords.ts';
import { useList } from '../uploads/ListContext.ts';
import { interruptionOf } from '../uploads/interruption.ts';
import { runningOf } from '../uploads/running.ts';
import { doubtInShort } from './doubt-in-short.ts';
import { RowMoving, RowResting } from './RowProgress.tsx';
import css from './RowState.module.css';
import { RowWait } from './RowWait.tsx';

type RowStateProps = { readonly upload: Upload; readonly isBrief: boolean };

/** How it stands, in a few words. The detail says it in full. */
export function RowState({ upload, isBrief }: RowStateProps) {
  const { messages } = useListWords();
  const { isPaused, away } = useList();
  const { status: words, rowState } = messages;
  const { state, firmware } = upload;
  if (state.status === 'sending') return <RowMoving upload={upload} state={state} />;
  const running = runningOf(state, isBrief);
  if (running !== undefined && running.status !== 'sending') {
    return <RowResting firmware={firmware} state={running} />;
  }
  switch (state.status) {
    case 'inspecting':
    case 'cancelled':
    case 'ticketing':
    case 'confirming':
      return <InWords>{words[state.status]}</InWords>;
    case 'queued':
      if (isPaused) return <InWords>{rowState.paused}</InWords>;
      return <InWords>{away === undefined ? words.queued : words.away[away]}</InWords>;
    case 'waiting':
      return <RowWait firmware={firmware} state={state} />;
    case 'ready':
      return <InWords tone="warn">{doubtInShort(state, rowState)}</InWords>;
    case 'interrupted':
      return <InWords tone="warn">{interruptedText(state, messages)}</InWords>;
    case 'rejected':
    case 'failed': {
      const reason = state.status === 'failed' ? state.failure : state.rejection;
      return (
        <p
          className={`${css['state']} ${css['bad']}`}
          data-testid="failure"
          data-failure={reason.kind}
          data-code={codeOf(reason)}
        >
          <FailureWords
            firmware={firmware}
            reason={reason}
            past={state.status === 'failed' ? state : undefined}
            className={css['gives']}
          />
          <span className={css['stays']} translate="no">
            {` · ${codeOf(reason)}`}
          </span>
        </p>
      );
    }
    case 'done':
      return <Done receipt={state.receipt} />;
  }
}

type InWordsProps = { readonly tone?: 'warn' | undefined; readonly children: ReactNode };

function InWords({ tone, children }: InWordsProps) {
  return (
    <p className={`${css['state']} ${tone === undefined ? '' : css[tone]}`}>
      <span className={css['gives']}>{children}</span>
    </p>
  );
}

function interruptedText(
  state: StateOf<'interrupted'>,
  { status: words, rowState }: ListWords,
): ReactNode {
  switch (interruptionOf(state)) {
    case 'failed':
      return (
        <>
          {words.failed}
          <span translate="no">{` · ${state.failedWith ?? ''}`}</span>
        </>
      );
    case 'begun':
      return words.interrupted;
    case 'not-begun':
      return rowState.notBegun;
    case 'undecided':
      return rowState.undecided;
  }
}

/** Proved or not, and how long it took; what an earlier visit sent, and this one found, has no such time. */
function Done({ receipt: { verdict, sendMs } }: { readonly receipt: Receipt }) {
  const { messages, format } = useListWords();
  return (
    <p className={`${css['state']} ${css[verdict.kind === 'verified' ? 'ok' : 'warn']}`}>
      <span className={css['stays']} data-testid="verdict" data-verdict={verdict.kind}>
        {messages.rowState[verdict.kind]}
      </span>
      {sendMs > 0 && <span className={css['gives']}>{` · ${format.took(sendMs)}`}</span>}
    </p>
  );
}
