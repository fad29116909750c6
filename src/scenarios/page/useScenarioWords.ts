import { useI18n } from '../../app/locales/I18n.tsx';
import { wordsOf } from '../../app/locales/words-of.ts';
import { chinese } from '../words/chinese.ts';
import { english } from '../words/english.ts';
import type { Words } from '../words/words.ts';

const wordsIn = wordsOf<Words>({ english, chinese });

export function useScenarioWords(): Words {
  return wordsIn(useI18n().language);
}
