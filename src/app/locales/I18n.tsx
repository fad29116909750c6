import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { createFormat, type Format } from './format.ts';
import type { FirstWords, LateWords } from './catalog.ts';
import { rememberLanguage, type Language } from './language.ts';
import { loadLocale, type Locale } from './locale.ts';

type I18n = {
  readonly language: Language;
  readonly messages: FirstWords;
  readonly late: Partial<LateWords>;
  readonly format: Format;
  readonly setLanguage: (language: Language) => void;
};

const I18nContext = createContext<I18n | undefined>(undefined);

type I18nProviderProps = { readonly initial: Locale; readonly children: ReactNode };

export function I18nProvider({ initial, children }: I18nProviderProps) {
  const [{ language, first, late }, setLocale] = useState(initial);

  const setLanguage = useCallback((chosen: Language) => {
    rememberLanguage(chosen);
    // Without a network the words stay as they are; the choice is remembered.
    loadLocale(chosen).then(setLocale, () => undefined);
  }, []);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const i18n = useMemo(
    () => ({ language, messages: first, late, format: createFormat(language), setLanguage }),
    [language, first, late, setLanguage],
  );
  return <I18nContext value={i18n}>{children}</I18nContext>;
}

/** The first words, the numbers, and the language they are in. */
export function useI18n(): I18n {
  const i18n = useContext(I18nContext);
  if (i18n === undefined) throw new Error('useI18n needs an I18nProvider above it');
  return i18n;
}
