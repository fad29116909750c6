/**
 * A made-up language for tests of the layout, made of a real one: every letter has an accent, every text is 40 % longer and
 * stands in brackets, and what is put into a text stays as it is.
 */

const ACCENTS: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter, at) => [
    letter,
    Array.from('àƀçđéƒğĥîĵķļɱñöþʠŕšţûṽŵẋýžÀƁÇĐÉƑĞĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ')[at] ?? letter,
  ]),
);

const LONGER_BY = 0.4;
const FILLER_WORD = 'ẋẋẋẋẋ';

export function pseudolocalize<Words>(words: Words): Words;
export function pseudolocalize(words: unknown): unknown {
  return pseudo(words, []);
}

/** @param kept what was put into the text, and is not to be changed */
function pseudo(words: unknown, kept: readonly string[]): unknown {
  if (typeof words === 'string') return pseudoText(words, kept);
  if (typeof words === 'function') {
    return (...values: readonly unknown[]) =>
      pseudo(words(...values), [...kept, ...values.map(String)]);
  }
  if (typeof words !== 'object' || words === null) return words;
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [key, pseudo(value, kept)]),
  );
}

function pseudoText(text: string, kept: readonly string[]): string {
  // A gap between two sentences is no word.
  if (!/\p{L}/u.test(text)) return text;
  const pieces = split(
    text,
    kept.filter((value) => value !== ''),
  );
  const changed = pieces.map((piece, index) => (index % 2 === 0 ? accent(piece) : piece));
  const own = pieces.filter((_, index) => index % 2 === 0).join('').length;
  return `⟦${changed.join('')}${filler(Math.ceil(own * LONGER_BY), text.includes(' '))}⟧`;
}

/** @returns what stands between the values, and the values, in turn */
function split(text: string, values: readonly string[]): readonly string[] {
  if (values.length === 0) return [text];
  const longestFirst = values.toSorted((one, other) => other.length - one.length);
  const any = longestFirst
    .map((value) => value.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
    .join('|');
  return text.split(new RegExp(`(${any})`, 'u'));
}

function accent(text: string): string {
  return Array.from(text, (letter) => ACCENTS[letter] ?? letter).join('');
}

/** A single word grows; several words are joined by more. */
function filler(length: number, isSentence: boolean): string {
  if (!isSentence) return FILLER_WORD.charAt(0).repeat(length);
  return ` ${FILLER_WORD}`.repeat(Math.ceil(length / (FILLER_WORD.length + 1))).slice(0, length);
}
