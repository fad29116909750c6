import type { Stall } from '../../../upload/model/upload-state.ts';
import { useListWords } from '../../locales/useWords.ts';
import { Button } from '../../ui/Button.tsx';
import { NoteActions, NoteBox, NoteCode, NoteTitle } from '../../ui/NoteBox.tsx';
import { useList } from '../../uploads/ListContext.ts';
import { useSecondsSince } from '../../ui/useClock.ts';
import type { UploadIn } from '../../uploads/upload-in.ts';

type StallNoteProps = UploadIn<'sending'> & { readonly stall: Stall };

/** A transfer stands still. It may recover, so nothing is stopped yet: what happens by itself, and how to decide otherwise. */
export function StallNote({ upload, state, stall }: StallNoteProps) {
  const { queue } = useList();
  const { messages, format } = useListWords();
  const words = messages.stall;
  const { id, firmware } = upload;
  const { sent, total } = state.progress;
  const isPatient = stall.patient || stall.why === 'unseen';
  return (
    <NoteBox tone="warn" data-testid="stall" data-why={stall.why} data-code={CODES[stall.why]}>
      <p>
        <NoteTitle>{words.title[stall.why](format.percent(sent, total))}</NoteTitle>
        {messages.failures.gap}
        {stall.patient && stall.why !== 'unseen' ? words.patient : words.next[stall.why]}{' '}
        <NoteCode>{CODES[stall.why]}</NoteCode>
      </p>
      <NoteActions now={stall.why === 'slept' ? words.checking : <Quiet stall={stall} />}>
        {!isPatient && (
          <Button
            aria-label={words.keepName(firmware.name)}
            data-testid="keep-waiting"
            onClick={() => queue.keepWaiting(id)}
          >
            {words.keep}
          </Button>
        )}
        <Button
          aria-label={words.restartName(firmware.name)}
          data-testid="retry"
          data-costly
          onClick={() => queue.retry(id)}
        >
          {words.restart}
        </Button>
      </NoteActions>
    </NoteBox>
  );
}

const CODES: Readonly<Record<Stall['why'], string>> = {
  quiet: 'FW-U06',
  offline: 'FW-U06',
  slept: 'FW-U24',
  unseen: 'FW-B17',
};

/** Seen, not heard: the beginning of the silence is announced once. */
function Quiet({ stall: { since, why } }: { readonly stall: Stall }) {
  const { messages, format } = useListWords();
  const words = messages.stall;
  const seconds = Math.max(0, useSecondsSince(since));
  return (
    <span role="timer" aria-live="off">
      {(why === 'unseen' ? words.unseen : words.quiet)(format.duration(seconds))}
    </span>
  );
}
