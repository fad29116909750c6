import { codeOf } from '../../../upload/model/failure-rules.ts';
import { useListWords } from '../../locales/useWords.ts';
import { joinSentences } from '../../locales/text/sentence.ts';
import { Button } from '../../ui/Button.tsx';
import { NoteActions, NoteBox, NoteTitle } from '../../ui/NoteBox.tsx';
import { goToSignIn } from '../../sign-in/go-to-sign-in.ts';
import { useSecondsSince } from '../../ui/useClock.ts';
import { countAttempts, type AttemptCount } from '../../failure/attempt-count.ts';
import { explainFailure } from '../../failure/explain.ts';
import { useList } from '../../uploads/ListContext.ts';
import { SmallPrint } from '../../failure/SmallPrint.tsx';
import type { UploadIn } from '../../uploads/upload-in.ts';

type WaitNoteProps = UploadIn<'waiting'> & {
  /** Too short a wait to be read: there, but not shown. */
  readonly isBrief: boolean;
};

/** An attempt failed and the next one comes by itself: what happened, when it goes on, and how to decide otherwise. */
export function WaitNote({ upload, state, isBrief }: WaitNoteProps) {
  const { queue } = useList();
  const { messages, format } = useListWords();
  const words = messages.wait;
  const { id, firmware, lastTicket } = upload;
  const { failure, wait, tries } = state;
  const { title, learned, guess, advice, meanwhile, stored } = explainFailure(
    failure,
    firmware.size,
    messages,
    format,
    state,
  );
  return (
    <NoteBox
      tone="warn"
      hidden={isBrief}
      data-testid="detail-failure"
      data-failure={failure.kind}
      data-code={codeOf(failure)}
    >
      <p>
        <NoteTitle>{title}</NoteTitle>
        {joinSentences([learned, guess, meanwhile ?? advice, stored], messages.failures.gap)}
      </p>
      {!isBrief && (
        <NoteActions
          now={
            wait.for === 'time' ? (
              <Countdown until={wait.until} count={countAttempts(state, firmware.size)} />
            ) : (
              words.back[wait.for]
            )
          }
        >
          {wait.for === 'sign-in' && (
            <Button
              aria-label={words.signInName(firmware.name)}
              data-testid="detail-sign-in"
              onClick={goToSignIn}
            >
              {words.signIn}
            </Button>
          )}
          <Button
            aria-label={words.tryNowName(firmware.name)}
            data-testid="retry"
            onClick={() => queue.retry(id)}
          >
            {words.tryNow}
          </Button>
          <Button
            aria-label={words.stopName(firmware.name)}
            data-testid="detail-cancel"
            data-costly
            onClick={() => queue.cancel(id)}
          >
            {words.stop}
          </Button>
        </NoteActions>
      )}
      <SmallPrint
        firmware={firmware}
        reason={failure}
        title={title}
        tries={tries}
        ticketRequestId={lastTicket?.requestId}
      />
    </NoteBox>
  );
}

/** Seen, not heard: the beginning of the wait is announced once. */
function Countdown({ until, count }: { readonly until: number; readonly count: AttemptCount }) {
  const { messages, format } = useListWords();
  const { wait: words, failures } = messages;
  const seconds = Math.max(0, -useSecondsSince(until));
  const next = format.count(count.next);
  return (
    <span role="timer" aria-live="off" data-testid="countdown">
      {seconds > 0 ? words.again(format.duration(seconds)) : words.now}
      {failures.gap}
      {count.of === undefined ? words.attempt(next) : words.attemptOf(next, format.count(count.of))}
    </span>
  );
}
