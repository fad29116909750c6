import { textAt } from '../archive-worker/bytes.ts';
import type { Oddity } from './contents.ts';

/** Longer ones are nobody's saved error message. */
const JSON_MAX_BYTES = 65_536;

/** What is hardly firmware, whatever it is called. */
export function oddityIn(
  head: Uint8Array,
  middle: Uint8Array,
  tail: Uint8Array,
  size: number,
): Oddity | undefined {
  const start = textAt(head, 0, 1024)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (/^<(?:!doctype\s+html|html|head|body)\b/i.test(start)) return 'web-page';
  // What a store or a gateway says instead of a file.
  if (/^(?:<\?xml[^>]*\?>\s*)?<Error>/.test(start)) return 'web-page';
  if (start.startsWith('%PDF-')) return 'pdf';
  if (isRecording(head)) return 'recording';
  if (size <= JSON_MAX_BYTES && /^[[{]/.test(start) && isJson(head)) return 'json';
  const first = head[0];
  const isBlank = (bytes: Uint8Array) => bytes.every((byte) => byte === first);
  return (first === 0x00 || first === 0xff) && [head, middle, tail].every(isBlank)
    ? 'blank'
    : undefined;
}

/** Dahua's container (FFmpeg, dhav.c); firmware by this suffix begins otherwise. */
function isRecording(head: Uint8Array): boolean {
  if (textAt(head, 0, 5) === 'DAHUA') return true;
  return textAt(head, 0, 4) === 'DHAV' && [0xf0, 0xf1, 0xfc, 0xfd].includes(head[4] ?? 0);
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
