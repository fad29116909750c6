import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { createFormat, type Format } from '../format.ts';
import type { Messages } from './en.ts';
import { rememberLanguage, type Language } from './language.ts';
import { learn, type Speech } from './speech.ts';

type I18n = {
  readonly language: Language;
  readonly messages: Messages;
  readonly format: Format;
  readonly setLanguage: (language: Language) => void;
};

const I18nContext = createContext<I18n | undefined>(undefined);

type I18nProviderProps = { readonly initial: Speech; readonly children: ReactNode };

export function I18nProvider({ initial, children }: I18nProviderProps) {
  const [{ language, messages }, setSpeech] = useState(initial);

  const setLanguage = useCallback((chosen: Language) => {
    rememberLanguage(chosen);
    // Without a network the words stay as they are; the choice is remembered.
    learn(chosen).then(setSpeech, () => undefined);
  }, []);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const i18n = useMemo(
    () => ({ language, messages, format: createFormat(language), setLanguage }),
    [language, messages, setLanguage],
  );
  return <I18nContext value={i18n}>{children}</I18nContext>;
}

export function useI18n(): I18n {
  const i18n = useContext(I18nContext);
  if (i18n === undefined) throw new Error('useI18n needs an I18nProvider above it');
  return i18n;
}
