import { OWN_TOLD_MAX_CHARS, TOLD_MAX_CHARS } from './limits.ts';

/**
 * Names and texts of others may hold characters that cannot be seen, or that turn a line around: `door\u202Egpj.bin` is shown as
 * `doornib.jpg`. They become legible once, where they enter the page:
 *
 * - files and folders, added or restored, in `legibleFirmware`; a file that is only compared, in `useComparison`
 * - names in archives, in `nameText`
 * - what servers say of themselves, in `toldText`
 * - a package's id, name and version, and all of a CSV, where they are shown: they are copied and kept exactly
 *
 * From there on every sentence, label and export takes them as they are. What is sent, compared and stored keeps the exact name.
 */

/**
 * Controls (C0, DEL, C1), all that Unicode shows as nothing (bidi controls, zero-width, byte order marks, fillers, tags), line and
 * paragraph separators, half characters, annotations, the blank Braille cell.
 */
const HIDDEN = /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}\ufff9-\ufffb\u2800]/u;
const MARK = /\p{M}/u;
const NEEDS_A_LOOK = new RegExp(`${HIDDEN.source}|${MARK.source}`, 'u');

/** No script stacks more marks than this on one letter; a tower of them would grow over the lines around. */
const MARKS_MAX = 4;

/** Each such character is written as its escape, `\u202E` or `\u{E0041}`. To do it twice changes nothing. */
export function legibleText(text: string): string {
  if (!NEEDS_A_LOOK.test(text)) return text;
  const characters = Array.from(text);
  const shown: string[] = [];
  let marks = 0;
  for (const [at, character] of characters.entries()) {
    marks = MARK.test(character) ? marks + 1 : 0;
    const isHidden =
      HIDDEN.test(character) &&
      !isPartOfWriting(shown.at(-1) ?? '', character, characters[at + 1] ?? '');
    shown.push(isHidden || marks > MARKS_MAX ? escapeOf(character) : character);
  }
  return shown.join('');
}

function escapeOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/** Scripts whose letters change their shape with a joiner (Unicode, chapters 9, 12, 13 and 16). */
const JOINED_SCRIPT =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u;
const LETTER = /\p{L}/u;
const PICTURE = /\p{Extended_Pictographic}/u;
const PICTURE_END = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]/u;

/** Invisible, and yet part of how words and emoji are written, in the places where they are. @param before as it is shown */
function isPartOfWriting(before: string, character: string, after: string): boolean {
  switch (character) {
    case '\u200c':
      return isBetweenLetters(before, after);
    case '\u200d':
      return isBetweenLetters(before, after) || (PICTURE_END.test(before) && PICTURE.test(after));
    case '\ufe0e':
    case '\ufe0f':
      // The keycaps are a digit, this, and a frame.
      return PICTURE.test(before) || (/^[\d#*]$/.test(before) && after === '\u20e3');
    default:
      return false;
  }
}

function isBetweenLetters(before: string, after: string): boolean {
  return JOINED_SCRIPT.test(before) && JOINED_SCRIPT.test(after) && LETTER.test(after);
}

/**
 * What another program says of itself: a request id, a code, a message, an address that is not to be used. Legible, and at most
 * `maxChars` characters with the `…` that stands for the rest. It is for reading; nothing is looked up by it.
 */
export function toldText(text: string, maxChars: number = TOLD_MAX_CHARS): string {
  // A character takes two units at most: what is behind these would be cut off anyway.
  const start = text.slice(0, 2 * maxChars);
  const characters = Array.from(legibleText(start));
  return characters.length <= maxChars && start.length === text.length
    ? characters.join('')
    : `${characters.slice(0, maxChars - 1).join('')}…`;
}

/** The message that goes with a code. Our own server says what to do as well, and has clipped what it quotes. */
export function toldMessage(message: string, code: string): string {
  const isOurs = code.toLowerCase().startsWith('otadrop.');
  return toldText(message, isOurs ? OWN_TOLD_MAX_CHARS : TOLD_MAX_CHARS);
}

const MESSAGE_MAX_CHARS = 500;

/** Takes out what looks like a secret or a signed text: servers sometimes echo what they were sent. */
export function redact(text: string): string {
  const safe = text
    .replace(
      /\b(signature|policy|access_?key_?(?:id|secret))(\s*=\s*|["']\s*:\s*)[^\s&,;]+/gi,
      '$1$2[removed]',
    )
    .replace(/[A-Za-z0-9+/_=%-]{40,}/g, '[removed]');
  return toldText(safe, MESSAGE_MAX_CHARS);
}

/** In place of a value that is not shown. */
export const MASK = '••••••••';

export function isMasked(value: string): boolean {
  return value.includes(MASK);
}
