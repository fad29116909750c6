import { codeOf } from '../../upload/model/failure-rules.ts';
import type { Failure, Rejection } from '../../upload/model/failure.ts';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import { NO_PAST, type Past } from '../../upload/model/failure-rules.ts';
import { NoteBox, NoteTitle } from '../ui/NoteBox.tsx';
import { SmallPrint } from './SmallPrint.tsx';
import { useFailureText } from './useFailureText.ts';

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
  const { title, text } = useFailureText(reason, firmware.size, past);
  return (
    <NoteBox
      tone="bad"
      data-testid="detail-failure"
      data-failure={reason.kind}
      data-code={codeOf(reason)}
    >
      <p>
        <NoteTitle>{title}</NoteTitle>
        {text}
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
