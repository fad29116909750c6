import { useRef, useState } from 'react';
import type { Upload } from '../../upload/model/upload.ts';
import { isRunning } from '../../upload/model/upload-phase.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { Question } from '../ui/Question.tsx';
import { useList } from '../uploads/ListContext.ts';
import { useWords } from '../locales/useWords.ts';

type CancelAllProps = {
  readonly uploads: readonly Upload[];
  /** The button is gone after it; the focus has to go somewhere. */
  readonly onCancelled: () => void;
};

/** Gives up all that has not come to its end. Asked first: what was sent of them would have to be sent again. */
export function CancelAll({ uploads, onCancelled }: CancelAllProps) {
  const { queue } = useList();
  const words = useWords('list').list;
  const announce = useAnnounce();
  const button = useRef<HTMLButtonElement>(null);
  const [isAsking, setAsking] = useState(false);
  const open = uploads.filter(({ state }) => isRunning(state)).length;
  if (isAsking && open === 0) setAsking(false);
  // One has a button on its own row. A question that is open stays until it is answered.
  if (open === 0 || (open === 1 && !isAsking)) return null;
  return (
    <>
      <Button
        ref={button}
        look="ghost"
        aria-expanded={isAsking}
        data-testid="cancel-all"
        data-costly
        onClick={() => setAsking(!isAsking)}
      >
        {words.cancelAll}
      </Button>
      {isAsking && (
        <Question
          question={words.cancelQuestion(open)}
          yes={words.cancelYes}
          no={words.cancelNo}
          testId="cancel-all"
          onYes={() => {
            announce(words.cancelled(queue.cancelAll()));
            setAsking(false);
            onCancelled();
          }}
          onNo={() => {
            setAsking(false);
            button.current?.focus();
          }}
        />
      )}
    </>
  );
}
