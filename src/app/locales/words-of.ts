import { isMadeUp, type Language } from './language.ts';
import { pseudolocalize } from './pseudo.ts';

/** Words of a part that stands outside the catalog, in the page's language; English for a language that the part does not know. */
export function wordsOf<Words>(parts: { readonly english: Words; readonly chinese: Words }) {
  let disguised: Words | undefined;
  return (language: Language): Words => {
    if (isMadeUp(language)) return (disguised ??= pseudolocalize(parts.english));
    return language.startsWith('zh') ? parts.chinese : parts.english;
  };
}
