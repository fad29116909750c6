import { useCallback, useState } from 'react';
import type { Upload } from '../../upload/model/upload.ts';
import { chosenId, settleChoice, type Choice } from './chosen.ts';

export type Chosen = {
  /** Whose detail is shown; undefined for none. */
  readonly id: string | undefined;
  readonly choose: (id: string) => void;
  /** The user has begun to use the one that the page chose. */
  readonly keep: (id: string) => void;
  readonly close: () => void;
};

/** Whose detail is shown: what the user has chosen, for as long as it is on the list. */
export function useChosen(
  uploads: readonly Upload[],
  shown: readonly Upload[],
  isWide: boolean,
): Chosen {
  const [choice, setChoice] = useState<Choice>();
  const settled = settleChoice(choice, uploads, shown, isWide);
  if (settled !== choice) setChoice(settled);
  const choiceOf = useCallback(
    (id: string) => ({ id, index: shown.findIndex((upload) => upload.id === id) }),
    [shown],
  );
  const choose = useCallback((id: string) => setChoice(choiceOf(id)), [choiceOf]);
  const keep = useCallback(
    (id: string) => setChoice((before) => (before === undefined ? choiceOf(id) : before)),
    [choiceOf],
  );
  const close = useCallback(() => setChoice('closed'), []);
  return { id: chosenId(settled, shown, isWide), choose, keep, close };
}
