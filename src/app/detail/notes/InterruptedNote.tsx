import { useListWords } from '../../locales/useWords.ts';
import { joinSentences } from '../../locales/text/sentence.ts';
import { NoteBox, NoteCode, NoteTitle } from '../../ui/NoteBox.tsx';
import { interruptionOf } from '../../uploads/interruption.ts';
import type { UploadIn } from '../../uploads/upload-in.ts';

const CODE = 'FW-B02';

/** An earlier visit went away in the middle: how far it had come, and why the file is needed once more. */
export function InterruptedNote({ upload: { firmware }, state }: UploadIn<'interrupted'>) {
  const { messages, format } = useListWords();
  const words = messages.interrupted;
  const arrived = words.arrived[state.arrived];
  const say = (title: string, ...sentences: readonly string[]) => (
    <NoteBox tone="warn" data-testid="interrupted" data-code={state.failedWith ?? CODE}>
      <p>
        <NoteTitle>{title}</NoteTitle>
        {joinSentences([...sentences, arrived], messages.failures.gap)}{' '}
        <NoteCode>{state.failedWith ?? CODE}</NoteCode>
      </p>
    </NoteBox>
  );
  switch (interruptionOf(state)) {
    case 'failed':
      return say(words.failedTitle, words.failed);
    case 'undecided':
      return say(words.undecidedTitle, words.undecided);
    case 'not-begun':
      return say(words.notBegunTitle, words.notBegun, words.chooseAgain);
    case 'begun': {
      const isAllSent = state.sent >= firmware.size;
      const how = isAllSent ? words.allSent : words.sent(format.percent(state.sent, firmware.size));
      return say(words.title, how, words.advice);
    }
  }
}
