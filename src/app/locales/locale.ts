import type { Catalog, FirstWords, LateWords } from './catalog.ts';
import { first } from './english/first.ts';
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
/** What can be chosen. */
export const OFFERED = LANGUAGES.filter((language) => !isMadeUp(language));

const IN_ENGLISH: Locale = { language: ENGLISH, first, late: {} };

/** Rejects when its words cannot be loaded. */
export async function loadLocale(language: Language): Promise<Locale> {
  const load = LOAD.get(language);
  if (load === undefined) return IN_ENGLISH;
  const { first: firstWords, ...late } = (await load()).catalog;
  return { language, first: firstWords, late };
}

/** English, when the words of the language that was wished for cannot be loaded: better than an empty page. */
export function loadInitialLocale(): Promise<Locale> {
  return loadLocale(initialLanguage(LANGUAGES)).catch(() => IN_ENGLISH);
}
