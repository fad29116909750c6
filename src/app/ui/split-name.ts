/** A name that is too long loses its middle, never its end, where version and suffix stand. */

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
const ATTACHED = /^[\p{M}\p{Emoji_Modifier}\u200c\u200d]/u;
const JOINER = '\u200d';

/**
 * Cuts a name in two, between characters as people see them. `head + tail` is the name.
 * @param tailLength how many characters stay, or somewhat more
 */
export function splitName(name: string, tailLength = TAIL_LENGTH): NameParts {
  const characters = Array.from(name);
  const earliest = Math.max(0, characters.length - TAIL_LENGTH_MAX);
  let cut = Math.max(0, characters.length - tailLength);
  while (cut > earliest && isAttached(characters, cut)) cut -= 1;
  return { head: characters.slice(0, cut).join(''), tail: characters.slice(cut).join('') };
}

function isAttached(characters: readonly string[], index: number): boolean {
  const character = characters[index] ?? '';
  return ATTACHED.test(character) || characters[index - 1] === JOINER;
}
