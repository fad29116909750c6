import type { Upload } from '../../upload/model/upload.ts';

/** Undefined until the user has chosen or closed one: then the page may choose. */
export type Choice = { readonly id: string; readonly index: number } | 'closed' | undefined;

type Ids = readonly Pick<Upload, 'id'>[];

/**
 * What is chosen once uploads have left the list: beside the list the one that takes the place of the one that was, below a row
 * none.
 * @param uploads all of them
 * @param shown those whose rows are shown
 */
export function settleChoice(choice: Choice, uploads: Ids, shown: Ids, isWide: boolean): Choice {
  if (uploads.length === 0) return undefined;
  if (choice === undefined || choice === 'closed') return choice;
  if (uploads.some(({ id }) => id === choice.id)) return choice;
  const successor = isWide ? shown[Math.min(choice.index, shown.length - 1)] : undefined;
  return successor && { id: successor.id, index: choice.index };
}

/**
 * Whose detail is shown; undefined for none. Before there is a choice it is the first where the detail stands beside the list, and
 * a lone one where it opens below its row.
 */
export function chosenId(choice: Choice, shown: Ids, isWide: boolean): string | undefined {
  if (typeof choice === 'object') return choice.id;
  if (isWide) return shown[0]?.id;
  return choice === undefined && shown.length === 1 ? shown[0]?.id : undefined;
}
