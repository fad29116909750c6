import { legibleText } from '../../../contract/legible-text.ts';
import { PATH_MAX_BYTES } from './listing.ts';

/** The upper half of code page 437, which names in a zip archive are in when nothing else is said (APPNOTE, appendix D). */
const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/**
 * UTF-8 if it can be: most tools write it, many without saying so. Then GBK, which Chinese Windows writes without saying
 * so, if it can be that. Legible from here on: nothing is looked up by such a name.
 */
export function nameText(bytes: Uint8Array, otherwise: 'cp437' | 'latin1'): string {
  return legibleText(decodedName(bytes, otherwise));
}

function decodedName(bytes: Uint8Array, otherwise: 'cp437' | 'latin1'): string {
  const kept = bytes.subarray(0, PATH_MAX_BYTES);
  const isCut = bytes.byteLength > PATH_MAX_BYTES;
  return (
    decode(kept, 'utf-8', isCut) ??
    (isMostlyGb2312(kept) ? decode(kept, 'gbk', isCut) : undefined) ??
    Array.from(kept, (byte) =>
      otherwise === 'cp437' && byte >= 0x80
        ? (CODE_PAGE_437[byte - 0x80] ?? '')
        : String.fromCharCode(byte),
    ).join('')
  );
}

/** Undefined for bytes that are no text of that encoding. */
function decode(bytes: Uint8Array, encoding: string, isCut: boolean): string | undefined {
  try {
    // As a stream: a character that was cut in two is no mistake.
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes, {
      stream: isCut,
    });
  } catch {
    return undefined;
  }
}

/**
 * Nearly any letter with an accent and the one after it are a character of GBK as well. Its older part, GB2312, has the characters
 * that names are written with, and stands where other encodings have box drawings and capitals (GB/T 2312-1980).
 */
function isMostlyGb2312(bytes: Uint8Array): boolean {
  let [inside, outside] = [0, 0];
  for (let at = 0; at < bytes.byteLength; at++) {
    const [lead = 0, trail = 0] = [bytes[at], bytes[at + 1]];
    if (lead < 0x80) continue;
    if (lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1) inside += 1;
    else outside += 1;
    at += 1;
  }
  return inside > outside;
}
