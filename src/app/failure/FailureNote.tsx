import { codeOf } from '../../upload/model/failure-rules.ts';
import type { Failure, Rejection } from '../../upload/model/failure.ts';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import { NO_PAST, type Past } from '../../upload/model/failure-rules.ts';
import { useListWords } from '../locales/useWords.ts';
import { joinSentences } from '../locales/text/sentence.ts';
import { NoteBox, NoteTitle } from '../ui/NoteBox.tsx';
import { explainFailure } from './explain.ts';
import { SmallPrint } from './SmallPrint.tsx';

type FailureNoteProps = {
  readonly firmware: Firmware;
  readonly reason: Failure | Rejection;
  readonly past?: Past;
  /** Of the last ticket there was. */
  readonly ticketRequestId?: string | undefined;
};

/** The end of it: what happened, what to do now, what lies in the store; then the small print that support asks for. Its row has said it aloud. */
export function FailureNote(props: FailureNoteProps) {
  const { firmware, reason, past = NO_PAST, ticketRequestId } = props;
  const { messages, format } = useListWords();
  const { title, learned, guess, advice, stored } = explainFailure(
    reason,
    firmware.size,
    messages,
    format,
    past,
  );
  return (
    <NoteBox
      tone="bad"
      data-testid="detail-failure"
      data-failure={reason.kind}
      data-code={codeOf(reason)}
    >
      <p>
        <NoteTitle>{title}</NoteTitle>
        {joinSentences([learned, guess, advice, stored], messages.failures.gap)}
      </p>
      <SmallPrint
        firmware={firmware}
        reason={reason}
        title={title}
        tries={past.tries}
        ticketRequestId={ticketRequestId}
      />
    </NoteBox>
  );
}
