import { useCallback, useState } from 'react';
import type { Upload } from '../../upload/model/upload.ts';

/** Undefined until the user has chosen or closed one: then the page may choose. */
type Choice = { readonly id: string; readonly index: number } | 'closed' | undefined;

export type Chosen = {
  /** Whose detail is shown; undefined for none. */
  readonly id: string | undefined;
  readonly choose: (id: string) => void;
  readonly close: () => void;
};

/**
 * Whose detail is shown: what the user has chosen, for as long as it is on the list. Before there is a choice it is the first
 * where the detail stands beside the list, and a lone one where it opens below its row.
 * @param uploads all of them
 * @param shown those whose rows are shown
 */
export function useChosen(
  uploads: readonly Upload[],
  shown: readonly Upload[],
  isWide: boolean,
): Chosen {
  const [choice, setChoice] = useState<Choice>();
  const next = settle(choice, uploads, shown, isWide);
  if (next !== choice) setChoice(next);
  const choose = useCallback(
    (id: string) => setChoice({ id, index: shown.findIndex((upload) => upload.id === id) }),
    [shown],
  );
  const close = useCallback(() => setChoice('closed'), []);
  return { id: idOf(next, shown, isWide), choose, close };
}

/** What is chosen once uploads have left the list: what takes the place of the one that was. */
function settle(
  choice: Choice,
  uploads: readonly Upload[],
  shown: readonly Upload[],
  isWide: boolean,
): Choice {
  if (uploads.length === 0) return undefined;
  if (choice === undefined || choice === 'closed') return choice;
  if (uploads.some(({ id }) => id === choice.id)) return choice;
  const successor = isWide ? shown[Math.min(choice.index, shown.length - 1)] : undefined;
  return successor && { id: successor.id, index: choice.index };
}

function idOf(choice: Choice, shown: readonly Upload[], isWide: boolean): string | undefined {
  if (typeof choice === 'object') return choice.id;
  if (isWide) return shown[0]?.id;
  return choice === undefined && shown.length === 1 ? shown[0]?.id : undefined;
}
