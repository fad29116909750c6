import { useI18n } from '../locales/I18n.tsx';
import { isMadeUp, type Language } from '../locales/language.ts';
import { pseudolocalize } from '../locales/pseudo.ts';
import { chinese } from './script/chinese.ts';
import { english } from './script/english.ts';
import type { PresenterWords } from './script/presenter-words.ts';

export function usePresenterWords(): PresenterWords {
  return wordsIn(useI18n().language);
}

/** English for a language that presenter mode does not know. */
export function wordsIn(language: Language): PresenterWords {
  if (isMadeUp(language)) return (disguised ??= pseudolocalize(english));
  return language.startsWith('zh') ? chinese : english;
}

let disguised: PresenterWords | undefined;
