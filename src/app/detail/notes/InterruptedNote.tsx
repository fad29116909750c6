import { useListWords } from '../../locales/useWords.ts';
import { joinSentences } from '../../locales/text/sentence.ts';
import { NoteBox, NoteCode, NoteTitle } from '../../ui/NoteBox.tsx';
import type { UploadIn } from '../../uploads/upload-in.ts';

const CODE = 'FW-B02';

/** An earlier visit went away in the middle: how far it had come, and why the file is needed once more. */
export function InterruptedNote({ upload: { firmware }, state }: UploadIn<'interrupted'>) {
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
