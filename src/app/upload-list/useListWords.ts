import type { Format } from '../format.ts';
import { useI18n, useWords } from '../locales/I18n.tsx';
import { enList, type ListWords } from './words.ts';

/** The list's words, and the numbers that go into them. */
export function useListWords(): { readonly messages: ListWords; readonly format: Format } {
  return { messages: useWords('list', enList), format: useI18n().format };
}
