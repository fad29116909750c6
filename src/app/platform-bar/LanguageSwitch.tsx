import { useI18n } from '../i18n/I18n.tsx';
import type { Language } from '../i18n/language.ts';
import { Button } from '../ui/Button.tsx';

const OTHER = {
  en: { language: 'zh-CN', name: '中文' },
  'zh-CN': { language: 'en', name: 'English' },
} as const satisfies Record<Language, { language: Language; name: string }>;

/** Two languages, so one button: it names the other, in that language. */
export function LanguageSwitch() {
  const { language, setLanguage } = useI18n();
  const other = OTHER[language];
  return (
    <Button
      look="ghost"
      lang={other.language}
      data-testid="language"
      onClick={() => setLanguage(other.language)}
    >
      {other.name}
    </Button>
  );
}
