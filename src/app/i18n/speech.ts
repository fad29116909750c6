import { en, type Messages } from './en.ts';
import { initialLanguage, type Language } from './language.ts';

/** A language, and its words. */
export type Speech = { readonly language: Language; readonly messages: Messages };

/** English comes with the page; every other language when somebody speaks it. */
const LOAD: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => en,
  'zh-CN': async () => (await import('./zh-CN.ts')).zhCN,
};

/** Rejects when its words cannot be loaded. */
export async function learn(language: Language): Promise<Speech> {
  return { language, messages: await LOAD[language]() };
}

/** English, when the words of the language that was wished for cannot be loaded: better than an empty page. */
export function initialSpeech(): Promise<Speech> {
  return learn(initialLanguage()).catch(() => learn('en'));
}
