export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

const PARAMETER = 'lang';
const STORAGE_KEY = 'ota-drop.language';

/** The first wish that can be met; English if none can. Any Chinese is closer to `zh-CN` than English is. */
export function pickLanguage(wishes: readonly (string | null)[]): Language {
  for (const wish of wishes) {
    const tongue = wish?.toLowerCase().split(/[-_]/)[0];
    if (tongue === 'en') return 'en';
    if (tongue === 'zh') return 'zh-CN';
  }
  return 'en';
}

/** From `?lang=`, then what was chosen before, then what the browser asks for. */
export function initialLanguage(): Language {
  return pickLanguage([
    new URL(location.href).searchParams.get(PARAMETER),
    remembered(),
    ...navigator.languages,
  ]);
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

function remembered(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
