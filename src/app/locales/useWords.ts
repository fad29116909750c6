import type { LateWords, ListWords } from './catalog.ts';
import { late as english } from './english/late.ts';
import type { Format } from './format.ts';
import { useI18n } from './I18n.tsx';

/** The words of a part that comes late. Never used by what is there at once: all of their English comes with this file. */
export function useWords<Part extends keyof LateWords>(part: Part): LateWords[Part] {
  return useI18n().late[part] ?? english[part];
}

/** The list's words, and the numbers that go into them. */
export function useListWords(): { readonly messages: ListWords; readonly format: Format } {
  return { messages: useWords('list'), format: useI18n().format };
}
