import { FIRMWARE_NAME_MAX } from '../../contract/ota-firmware.ts';

/** What a file's name gives away for its package. Only ever a proposal: the user sees it before it counts. */

/**
 * Two numbers at least, with all that belongs to a version: `1.4.2`, `v2.0.0-rc1`, `4.2.0_beta.3`, `1.2-SNAPSHOT`, and what
 * `git describe` adds, `v2.1-169-gabcdef1-dirty`. What goes on in another way is not proposed by half.
 */
const VERSION = new RegExp(
  [
    String.raw`(?<![A-Za-z0-9])(?<label>(?:hw|hardware|pcb|fw|firmware|sw|software|version|ver)[-_. ]?)?`,
    String.raw`(?<!\d\.)(?<![+~][\w.-]*)(?<version>v?\d+(?:\.\d+)+`,
    String.raw`(?:[-_.]?(?:alpha|beta|rc|preview|pre|dev|build|snapshot|release|final|hotfix|patch|b)[-_.]?\d*(?![A-Za-z0-9]))*`,
    String.raw`(?:-\d+-g[\da-f]{7,40})?(?:-dirty)?)`,
    // `+` and `~` lead to a part that the API does not take.
    String.raw`(?![A-Za-z0-9+~]|\.\d)`,
  ].join(''),
  'gi',
);

/** Longer ones the API does not take. */
const VERSION_MAX = 64;

/**
 * The firmware's version within a name, whole and as it is written there; empty if there is none that the API takes. A version
 * with `+` is left to the user: devices report it with the sign, so that any other spelling would never equal theirs.
 */
export function proposeVersion(fileName: string): string {
  const found = [...withoutSuffix(fileName).matchAll(VERSION)].flatMap(({ groups }) => {
    const version = groups?.['version'] ?? '';
    const label = groups?.['label']?.toLowerCase() ?? '';
    const isOther = /^(?:hw|hardware|pcb)/.test(label) || isAddress(version);
    return isOther || version.length > VERSION_MAX ? [] : [{ version, label }];
  });
  const named = found.find(({ label }) => label !== '');
  return (named ?? found[0])?.version ?? '';
}

/** An IPv4 address of a private network, this computer or a link: no version. */
function isAddress(version: string): boolean {
  return /^(?:10\.\d+|127\.\d+|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d{1,3}\.\d{1,3}$/.test(
    version,
  );
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

/** The name, or with the first number behind it that is free: names are unique on the platform. */
export function freeName(name: string, taken: readonly string[]): string {
  if (name === '') return name;
  const lower = new Set(taken.map((each) => each.toLowerCase()));
  let free = name;
  for (let n = 2; lower.has(free.toLowerCase()); n += 1) {
    free = `${cutTo(name, FIRMWARE_NAME_MAX - `-${n}`.length)}-${n}`;
  }
  return free;
}

function withoutSuffix(fileName: string): string {
  return fileName.replace(/(?:\.tar)?\.[A-Za-z][A-Za-z0-9]{0,7}$/, '');
}

/** Never through the middle of a character. */
function cutTo(text: string, maxLength: number): string {
  const cut = text.slice(0, maxLength);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
