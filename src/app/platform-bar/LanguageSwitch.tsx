import { useI18n } from '../locales/I18n.tsx';
import { nameOf } from '../locales/language.ts';
import { OFFERED } from '../locales/locale.ts';
import { Button } from '../ui/Button.tsx';

/** Few languages, so one button: it names the next one, in that language. */
export function LanguageSwitch() {
  const { language, setLanguage } = useI18n();
  const next = OFFERED[(OFFERED.indexOf(language) + 1) % OFFERED.length];
  if (next === undefined || next === language) return null;
  return (
    <Button look="ghost" lang={next} data-testid="language" onClick={() => setLanguage(next)}>
      {nameOf(next, OFFERED)}
    </Button>
  );
}
