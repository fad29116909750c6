const HAN = '[\\u4e00-\\u9fff]';
const LATIN = '[A-Za-z0-9%]';
/** The marks of a kept piece (kept.ts) take no room. */
const MARKS = '[\\u2068\\u2069]*';
const HAN_FIRST = new RegExp(`(${HAN}${MARKS})(?=${MARKS}${LATIN})`, 'g');
const LATIN_FIRST = new RegExp(`(${LATIN}${MARKS})(?=${MARKS}${HAN})`, 'g');

/** One space between Chinese and a number or a Latin word, as Chinese copywriting guidelines ask; Intl writes none. */
export function withChineseSpaces(text: string): string {
  return text.replaceAll(HAN_FIRST, '$1 ').replaceAll(LATIN_FIRST, '$1 ');
}
