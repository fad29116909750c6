/**
 * What is put into a sentence and is no word of it: names, addresses, checksums, suffixes. It stands between the marks that
 * Unicode has for such a piece (first strong isolate, and its end), so that its direction turns nothing around it; on the page
 * an element takes their place, which page translation leaves as it is (jsx/keep-text.ts). For texts that are shown, not for labels
 * and titles, where nothing takes the marks away.
 */
const BEGIN = '\u2068';
const END = '\u2069';
const PIECE = /\u2068([^\u2068\u2069]*)\u2069/;
const MARKS = /[\u2068\u2069]/g;

export function kept(text: string): string {
  return `${BEGIN}${withoutMarks(text)}${END}`;
}

export function hasKept(text: string): boolean {
  return text.includes(BEGIN);
}

export function withoutMarks(text: string): string {
  return text.replaceAll(MARKS, '');
}

/** @returns words and kept pieces in turn, beginning with words */
export function partsOf(text: string): readonly string[] {
  return text.split(PIECE);
}
