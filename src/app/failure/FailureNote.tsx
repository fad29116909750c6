import { codeOf } from '../../upload/model/failure-code.ts';
import type { Failure, Rejection } from '../../upload/model/failure.ts';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import { NO_PAST, type Past } from '../../upload/model/may-be-stored.ts';
import { useListWords } from '../locales/useWords.ts';
import { joinSentences } from '../locales/sentence.ts';
import { Hidden } from '../ui/Hidden.tsx';
import { NoteBox, NoteTitle } from '../ui/NoteBox.tsx';
import { explainTrouble } from './explain.ts';
import { SmallPrint } from './SmallPrint.tsx';

type FailureNoteProps = {
  readonly firmware: Firmware;
  readonly trouble: Failure | Rejection;
  readonly past?: Past;
  /** Of the last ticket there was. */
  readonly ticketRequestId?: string | undefined;
};

/** The end of it: what happened, what to do now, what lies in the store; then the small print that support asks for. */
export function FailureNote(props: FailureNoteProps) {
  const { firmware, trouble, past = NO_PAST, ticketRequestId } = props;
  const { messages, format } = useListWords();
  const { title, learned, guess, advice, stored } = explainTrouble(
    trouble,
    firmware.size,
    messages,
    format,
    past,
  );
  return (
    <NoteBox
      tone="bad"
      data-testid="failure"
      data-failure={trouble.kind}
      data-code={codeOf(trouble)}
    >
      <p role="alert">
        <Hidden>
          <span translate="no">{firmware.name}</span>:{' '}
        </Hidden>
        <NoteTitle>{title}</NoteTitle>
        {joinSentences([learned, guess, advice, stored], messages.trouble.gap)}
      </p>
      <SmallPrint
        firmware={firmware}
        trouble={trouble}
        title={title}
        tries={past.tries}
        ticketRequestId={ticketRequestId}
      />
    </NoteBox>
  );
}
