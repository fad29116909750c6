import { textAt } from './archive-worker/bytes.ts';
import { isWebPage } from './archive-worker/texts.ts';
import { uniformIn, type Pieces } from './archive-worker/uniform.ts';
import type { Finding } from '../model/contents.ts';
import type { Slices } from './reading/slices.ts';

/** What is hardly firmware, whatever it is called. */
export async function oddityIn(slices: Slices): Promise<Finding | undefined> {
  const { head } = slices;
  // In any encoding whose letters of a tag are those of ASCII.
  if (isWebPage(textAt(head, 0, 4096).replace(/^\xef\xbb\xbf/, ''))) return 'web-page';
  if (textAt(head, 0, 5) === '%PDF-') return 'pdf';
  if (isRecording(head)) return 'recording';
  const uniform = await uniformIn(piecesOf(slices));
  return uniform === 'ones' ? 'blank' : uniform;
}

/** What is read at once, of a file that may be blank or text throughout. */
const PIECE_BYTES = 1024 * 1024;

async function* piecesOf(slices: Slices): Pieces {
  const { head, size } = slices;
  yield head;
  for (let at = head.byteLength; at < size; at += PIECE_BYTES) {
    yield await slices.read(at, Math.min(size, at + PIECE_BYTES));
  }
}

/** Dahua's container (FFmpeg, dhav.c); firmware by this suffix begins otherwise. */
function isRecording(head: Uint8Array): boolean {
  if (textAt(head, 0, 5) === 'DAHUA') return true;
  return textAt(head, 0, 4) === 'DHAV' && [0xf0, 0xf1, 0xfc, 0xfd].includes(head[4] ?? 0);
}
