import { enPeek } from '../archive-peek/words.ts';
import { enWorker } from '../foreign-worker/words.ts';
import { enCompare } from '../compare/words.ts';
import { enNext } from '../create-package/next-words.ts';
import { enHandOff } from '../create-package/words.ts';
import { enHistory } from '../receipts/words.ts';
import { enReceipt, enSheet } from '../receipt/words.ts';
import { enCopy } from '../ui/copy-words.ts';
import { enList } from '../upload-list/words.ts';
import type { Catalog } from './catalog.ts';
import { en } from './en.ts';

/** English as it would be if it came in one piece; for what has to see all of it, never for the page itself. */
export const english: Catalog = {
  first: en,
  worker: enWorker,
  list: enList,
  receipt: enReceipt,
  sheet: enSheet,
  copy: enCopy,
  compare: enCompare,
  history: enHistory,
  peek: enPeek,
  next: enNext,
  handOff: enHandOff,
};
