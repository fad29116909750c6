import type { first } from './english/first.ts';
import type { late } from './english/late.ts';

/** The words that the page begins with. */
export type FirstWords = typeof first;

/** The words of the parts that come late, by part. */
export type LateWords = typeof late;

/** Every word about an upload on the list. */
export type ListWords = LateWords['list'];

/** All words of one language: what a file in `languages/` exports as `catalog`. What is missing does not compile. */
export type Catalog = LateWords & { readonly first: FirstWords };
