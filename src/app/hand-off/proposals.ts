import { FIRMWARE_NAME_MAX } from '../../contract/ota-firmware.ts';

/** What a file's name gives away for its package. Only ever a proposal: a person sees it before it counts. */

/** Two numbers at least, with what may follow a version: `1.4.2`, `v2.0.0-rc1`, `4.2.0_beta.3`. */
const VERSION =
  /(?:^|[^A-Za-z0-9])(v?\d+(?:\.\d+){1,3}(?:[-_.]?(?:alpha|beta|rc|pre|dev|build|b)[-_.]?\d*)?)(?![A-Za-z0-9])/i;

/** The version within a name, as it is written there; empty if there is none. */
export function proposeVersion(fileName: string): string {
  return VERSION.exec(withoutSuffix(fileName))?.[1] ?? '';
}

/** The name without its suffix, with what the API does not take replaced; empty if nothing is left. */
export function proposeName(fileName: string): string {
  const letters = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}A-Za-z0-9`;
  const cleaned = withoutSuffix(fileName)
    .normalize('NFC')
    .replace(new RegExp(`[^${letters}ー_()-]+`, 'gu'), '-')
    .replace(new RegExp(`^[^${letters}]+`, 'u'), '');
  return cutTo(cleaned, FIRMWARE_NAME_MAX).replace(/[-_(]+$/, '');
}

function withoutSuffix(fileName: string): string {
  return fileName.replace(/(?:\.tar)?\.[A-Za-z][A-Za-z0-9]{0,7}$/, '');
}

/** Never through the middle of a character. */
function cutTo(text: string, maxLength: number): string {
  const cut = text.slice(0, maxLength);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
