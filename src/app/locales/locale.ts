import type { Catalog, LateWords } from './catalog.ts';
import { en, type FirstWords } from './en.ts';
import { ENGLISH, initialLanguage, isMadeUp, type Language } from './language.ts';

/** A language, and its words as far as they are here. */
export type Locale = {
  readonly language: Language;
  readonly first: FirstWords;
  /** Empty for English: its words come with the parts that need them. */
  readonly late: Partial<LateWords>;
};

/** Another language is one more file in that folder. */
const FILES = import.meta.glob<{ readonly catalog: Catalog }>('./languages/*.ts');
const LOAD: ReadonlyMap<Language, () => Promise<{ readonly catalog: Catalog }>> = new Map(
  Object.entries(FILES).map(([path, load]) => [path.replace(/^.*\/|\.ts$/g, ''), load]),
);

const LANGUAGES: readonly Language[] = [ENGLISH, ...LOAD.keys()];
/** What people can choose from. */
export const OFFERED = LANGUAGES.filter((language) => !isMadeUp(language));

const IN_ENGLISH: Locale = { language: ENGLISH, first: en, late: {} };

/** Rejects when its words cannot be loaded. */
export async function learn(language: Language): Promise<Locale> {
  const load = LOAD.get(language);
  if (load === undefined) return IN_ENGLISH;
  const { first, ...late } = (await load()).catalog;
  return { language, first, late };
}

/** English, when the words of the language that was wished for cannot be loaded: better than an empty page. */
export function initialSpeech(): Promise<Locale> {
  return learn(initialLanguage(LANGUAGES)).catch(() => IN_ENGLISH);
}
