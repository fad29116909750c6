/**
 * File names are strangers' texts. Shown as they are they may hide their ending, turn a line around or break it: what cannot
 * be seen is made visible, and what is too long loses its middle, never its end, where version and suffix stand.
 */

/** Marks that turn text around, fillers, half characters, line ends: all that may lie about what a name says. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cs}\p{Zl}\p{Zp}\u0080-\u009f\ufff9-\ufffb]/u;
/** Emoji are made of several characters with this in between. */
const JOINER = '\u200d';
/** Invisible, and yet part of how words and emoji are written. */
const JOINING: ReadonlySet<string> = new Set([JOINER, '\u200c', '\ufe0e', '\ufe0f']);
const UNSHOWABLE = '\ufffd';
/** Unicode has a picture for each of the first 32 control characters, in their order, and one for DEL. */
const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = '\u2421';

/** No script stacks more marks than this on one letter; a tower of them would grow over the lines around. */
const MARKS_MAX = 4;
const MARK = /^\p{M}/u;

/** A stranger's text with a visible sign in place of each character that cannot be seen or would not stay in its line, one for one. */
export function legibleText(name: string): string {
  let marks = 0;
  return Array.from(name, (character) => {
    marks = MARK.test(character) ? marks + 1 : 0;
    return marks > MARKS_MAX ? UNSHOWABLE : legible(character);
  }).join('');
}

function legible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code);
  if (code === DELETE) return DELETE_PICTURE;
  return INVISIBLE.test(character) && !JOINING.has(character) ? UNSHOWABLE : character;
}

export type NameParts = {
  /** Gives way when there is too little room. */
  readonly head: string;
  /** Stays: a version and the longest suffix, `_4.2.0-rc3.tar.gz`. */
  readonly tail: string;
};

const TAIL_LENGTH = 18;
/** A heap of marks on one letter is no reason to keep all of it. */
const TAIL_LENGTH_MAX = 40;
/** What belongs to the character before it, and must not be cut off from that. */
const ATTACHED = /^[\p{M}\p{Emoji_Modifier}]/u;

/** Cuts a name in two, between characters as people see them. `head + tail` is the name. */
export function splitName(name: string): NameParts {
  const characters = Array.from(name);
  const earliest = Math.max(0, characters.length - TAIL_LENGTH_MAX);
  let cut = Math.max(0, characters.length - TAIL_LENGTH);
  while (cut > earliest && isAttached(characters, cut)) cut -= 1;
  return { head: characters.slice(0, cut).join(''), tail: characters.slice(cut).join('') };
}

function isAttached(characters: readonly string[], index: number): boolean {
  const character = characters[index] ?? '';
  return ATTACHED.test(character) || JOINING.has(character) || characters[index - 1] === JOINER;
}
