import type { english } from './english.ts';

/** All words of presenter mode in one language. They are not in the page's catalogs: the production build has none of them. */
export type PresenterWords = typeof english;
