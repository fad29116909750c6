import { useI18n } from '../../app/locales/I18n.tsx';
import { chinese } from '../words/chinese.ts';
import { english } from '../words/english.ts';
import type { Words } from '../words/words.ts';

/** In the language of the page, or in English. */
export function useScenarioWords(): Words {
  return useI18n().language.startsWith('zh') ? chinese : english;
}
