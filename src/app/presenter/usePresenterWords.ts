import { useI18n } from '../locales/I18n.tsx';
import { wordsOf } from '../locales/words-of.ts';
import { chinese } from './script/chinese.ts';
import { english } from './script/english.ts';
import type { PresenterWords } from './script/presenter-words.ts';

export const wordsIn = wordsOf<PresenterWords>({ english, chinese });

export function usePresenterWords(): PresenterWords {
  return wordsIn(useI18n().language);
}
