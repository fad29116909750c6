import type { enWorker } from '../foreign-worker/words.ts';
import type { enCompare } from '../compare/words.ts';
import type { enHistory } from '../receipts/words.ts';
import type { enPeek } from '../archive-peek/words.ts';
import type { enNext } from '../create-package/next-words.ts';
import type { enHandOff } from '../create-package/words.ts';
import type { enReceipt, enSheet } from '../receipt/words.ts';
import type { enCopy } from '../ui/copy-words.ts';
import type { enList } from '../upload-list/words.ts';
import type { FirstWords } from './en.ts';

/** The words of the parts that come late, by part. Types alone: the English of a part comes with the part. */
export type LateWords = {
  readonly worker: typeof enWorker;
  readonly list: typeof enList;
  readonly receipt: typeof enReceipt;
  readonly sheet: typeof enSheet;
  readonly copy: typeof enCopy;
  readonly compare: typeof enCompare;
  readonly history: typeof enHistory;
  readonly peek: typeof enPeek;
  readonly next: typeof enNext;
  readonly handOff: typeof enHandOff;
};

/** All words of one language: what a file in `languages/` exports as `catalog`. What is missing does not compile. */
export type Catalog = LateWords & { readonly first: FirstWords };
