import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { StateOf } from '../../upload/model/upload-state.ts';
import { useListWords } from '../upload-list/useListWords.ts';
import { joinSentences } from '../locales/sentence.ts';
import { NoteBox, NoteCode, NoteTitle } from '../ui/NoteBox.tsx';

const CODE = 'FW-B02';

type InterruptedNoteProps = {
  readonly firmware: Firmware;
  readonly state: StateOf<'interrupted'>;
};

/** An earlier visit went away in the middle: how far it had come, and why the file is needed once more. */
export function InterruptedNote({ firmware, state }: InterruptedNoteProps) {
  const { messages, format } = useListWords();
  const words = messages.interrupted;
  const isAllSent = state.sent >= firmware.size;
  const { failedWith } = state;
  if (failedWith !== undefined) {
    return (
      <InterruptedBox code={failedWith} title={words.failedTitle}>
        {joinSentences([words.failed, words.arrived[state.arrived]], messages.failures.gap)}
      </InterruptedBox>
    );
  }
  const isBegun = state.sent > 0 || state.arrived === 'maybe' || state.attempt > 1;
  return (
    <InterruptedBox code={CODE} title={isBegun ? words.title : words.notBegunTitle}>
      {joinSentences(
        isBegun
          ? [
              isAllSent ? words.allSent : words.sent(format.percent(state.sent, firmware.size)),
              words.advice,
              words.arrived[state.arrived],
            ]
          : [
              state.attempt === 0 ? words.notDecided : words.notBegun,
              words.chooseAgain,
              words.arrived[state.arrived],
            ],
        messages.failures.gap,
      )}
    </InterruptedBox>
  );
}

type InterruptedBoxProps = {
  readonly code: string;
  readonly title: string;
  readonly children: string;
};

function InterruptedBox({ code, title, children }: InterruptedBoxProps) {
  return (
    <NoteBox tone="warn" data-testid="interrupted" data-code={code}>
      <p>
        <NoteTitle>{title}</NoteTitle>
        {children} <NoteCode>{code}</NoteCode>
      </p>
    </NoteBox>
  );
}
