import { PATH_MAX_BYTES } from './listing.ts';

/** The upper half of code page 437, which names in a zip archive are in when nothing else is said (APPNOTE, appendix D). */
const CODE_PAGE_437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** UTF-8 if it can be: most tools write it, many without saying so. */
export function nameText(bytes: Uint8Array, otherwise: 'cp437' | 'latin1'): string {
  const kept = bytes.subarray(0, PATH_MAX_BYTES);
  try {
    // As a stream: a character that was cut in two is no mistake.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(kept, {
      stream: bytes.byteLength > PATH_MAX_BYTES,
    });
  } catch {
    return Array.from(kept, (byte) =>
      otherwise === 'cp437' && byte >= 0x80
        ? (CODE_PAGE_437[byte - 0x80] ?? '')
        : String.fromCharCode(byte),
    ).join('');
  }
}
