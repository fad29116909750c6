import { enPeek } from '../../archive-peek/words.ts';
import { enCompare } from '../../compare/words.ts';
import { enNext } from '../../hand-off/next-words.ts';
import { enHandOff } from '../../hand-off/words.ts';
import { enHistory } from '../../history/words.ts';
import { enReceipt, enSheet } from '../../receipt/words.ts';
import { enCopy } from '../../ui/copy-words.ts';
import { enList } from '../../upload-list/words/list.ts';
import type { Catalog } from '../catalog.ts';
import { en } from '../en.ts';
import { dressUp } from '../pseudo.ts';

/** English in disguise: whoever reads it sees at once what does not fit its place, and what is not in the catalog. */
export const catalog: Catalog = dressUp({
  first: en,
  list: enList,
  receipt: enReceipt,
  sheet: enSheet,
  copy: enCopy,
  compare: enCompare,
  history: enHistory,
  peek: enPeek,
  next: enNext,
  handOff: enHandOff,
});
