import type { StateOf } from '../../upload/model/upload-state.ts';
import type { Oddity } from '../../upload/model/contents.ts';
import type { ListWords } from '../locales/catalog.ts';
import { kept } from '../locales/text/kept.ts';

/** Why a row waits for the user, in a few words. */
export function doubtInShort(
  { doubt }: StateOf<'ready'>,
  { doubt: words }: ListWords['rowState'],
): string {
  switch (doubt.kind) {
    case 'no-ending':
    case 'sysupgrade':
    case 'cut-image':
    case 'uploaded-before':
      return words[doubt.kind];
    case 'unknown-ending':
    case 'tar-gz-alias':
      return words.ending(kept(doubt.ending));
    case 'packed':
      return doubt.named === undefined
        ? words.contains(kept(doubt.packing))
        : words.namedContains(kept(doubt.named), kept(doubt.packing));
    case 'not-packed':
      return words.namedIsNot(kept(doubt.named));
    case 'chosen-otherwise':
      return doubt.packing === undefined
        ? words.chosenIsNot(kept(doubt.named))
        : words.chosenContains(kept(doubt.named), kept(doubt.packing));
    case 'odd':
      return words.odd[familyOf(doubt.oddity)];
  }
}

function familyOf(oddity: Oddity): 'incomplete' | 'empty' | 'esp-flash' | 'not-firmware' {
  switch (oddity) {
    case 'cut-zip':
    case 'cut-tar':
    case 'cut-gzip':
    case 'zip-part':
    case 'unfinished-download':
      return 'incomplete';
    case 'blank':
    case 'packed-blank':
    case 'packed-empty':
    case 'empty-archive':
      return 'empty';
    case 'esp-flash':
      return oddity;
    default:
      return 'not-firmware';
  }
}
