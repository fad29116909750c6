import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { createFormat, type Format } from '../format.ts';
import { en, type Messages } from './en.ts';
import { initialLanguage, rememberLanguage, type Language } from './language.ts';
import { zhCN } from './zh-CN.ts';

const CATALOGS: Readonly<Record<Language, Messages>> = { en, 'zh-CN': zhCN };

type I18n = {
  readonly language: Language;
  readonly messages: Messages;
  readonly format: Format;
  readonly setLanguage: (language: Language) => void;
};

const I18nContext = createContext<I18n | undefined>(undefined);

export function I18nProvider({ children }: { readonly children: ReactNode }) {
  const [language, setShown] = useState(initialLanguage);
  const messages = CATALOGS[language];

  const setLanguage = useCallback((chosen: Language) => {
    rememberLanguage(chosen);
    setShown(chosen);
  }, []);

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = messages.page.title;
  }, [language, messages]);

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
