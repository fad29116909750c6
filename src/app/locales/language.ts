/** A language by its BCP 47 tag. English is built in; every file in `languages/` is another one. */
export type Language = string;

export const ENGLISH: Language = 'en';

const PARAMETER = 'lang';
const STORAGE_KEY = 'ota-drop.language';

/** A made-up region stands for a made-up language: for tests of the layout, and never offered. */
export function isMadeUp(language: Language): boolean {
  return language.endsWith('-XA');
}

/** The first wish that can be met, if need be in another region's words; English if none can. */
export function pickLanguage(
  wishes: readonly (string | null)[],
  languages: readonly Language[],
): Language {
  const spoken = languages.filter((language) => !isMadeUp(language));
  for (const wish of wishes) {
    if (wish === null || wish === '') continue;
    const exact = languages.find((language) => language.toLowerCase() === wish.toLowerCase());
    const found = exact ?? spoken.find((language) => tongueOf(language) === tongueOf(wish));
    if (found !== undefined) return found;
  }
  return ENGLISH;
}

/** From `?lang=`, then what was chosen before, then what the browser asks for. */
export function initialLanguage(languages: readonly Language[]): Language {
  const wishes = [
    new URL(location.href).searchParams.get(PARAMETER),
    remembered(),
    ...navigator.languages,
  ];
  return pickLanguage(wishes, languages);
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Storage is blocked: the choice holds until the page is closed.
  }
  const url = new URL(location.href);
  if (!url.searchParams.has(PARAMETER)) return;
  // An address that names a language would win over the choice on the next reload.
  url.searchParams.set(PARAMETER, language);
  history.replaceState(history.state, '', url);
}

/** A language's own name for itself; with its region where there are several of one tongue. */
export function nameOf(language: Language, languages: readonly Language[]): string {
  const tongue = tongueOf(language);
  const isOnly = languages.filter((other) => tongueOf(other) === tongue).length === 1;
  const names = new Intl.DisplayNames([language], { type: 'language' });
  return names.of(isOnly ? tongue : language) ?? language;
}

function tongueOf(language: Language): string {
  return language.toLowerCase().split(/[-_]/)[0] ?? '';
}

function remembered(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
