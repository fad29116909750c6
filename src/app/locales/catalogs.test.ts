import { describe, expect, test } from 'vitest';
import type { Catalog } from './catalog.ts';
import { english as inEnglish } from './english/catalog.ts';
import { partsOf } from './text/kept.ts';
import { createFormat } from './format.ts';
import { isMadeUp, nameOf, pickLanguage } from './language.ts';
import { withChineseSpaces } from './text/chinese-spaces.ts';

type Leaf = { readonly path: string; readonly text: string; readonly values: readonly string[] };

type ValueAt = (path: string, index: number) => string;

const asMark: ValueAt = (_, index) => `<${index}>`;

/** Every sentence with its placeholders filled in: by marks, so that catalogs can be compared, unless told otherwise. */
function leavesOf(node: unknown, valueAt = asMark, path = ''): Leaf[] {
  if (typeof node === 'string') return [{ path, text: node, values: marksIn(node) }];
  if (typeof node === 'function') {
    const values = Array.from({ length: node.length }, (_, index) => valueAt(path, index));
    return leavesOf(node(...values), valueAt, `${path}()`);
  }
  if (typeof node !== 'object' || node === null) throw new Error(`${path} is no message`);
  return Object.entries(node).flatMap(([key, child]) => leavesOf(child, valueAt, `${path}.${key}`));
}

function marksIn(text: string): string[] {
  return [...new Set(text.match(/<\d>/g))].toSorted();
}

const byPath = (one: Leaf, other: Leaf) => (one.path < other.path ? -1 : 1);
const english = leavesOf(inEnglish).toSorted(byPath);

/** All there are: another language is tested as soon as its file is there. */
const FILES = import.meta.glob<{ readonly catalog: Catalog }>('./languages/*.ts', { eager: true });
const translated = Object.entries(FILES)
  .map(([path, { catalog }]) => ({ tag: path.replace(/^.*\/|\.ts$/g, ''), catalog }))
  .filter(({ tag }) => !isMadeUp(tag))
  .map(({ tag, catalog }) => ({ tag, catalog, leaves: leavesOf(catalog).toSorted(byPath) }));

const zh = createFormat('zh-CN');
const DURATION = zh.duration(5);
/** Where a value is Chinese, or begins or ends so. Everywhere else a number or a Latin word can stand in its place. */
const CHINESE_VALUES: Readonly<Record<string, readonly string[]>> = {
  '.list.wait.again': [DURATION],
  '.list.rowState.again': [DURATION],
  '.exchange.next.after': [DURATION],
  '.exchange.plot.summary': ['7 MiB', DURATION, '7 MiB/s'],
  '.list.doubt.packed': ['zip', '安卓应用包', 'apk'],
  '.list.doubt.packed-unnamed': ['安卓应用包', 'apk'],
  '.list.doubt.chosen-otherwise': ['zip', '安卓应用包', 'apk'],
  '.list.failures.kinds.ticket-timeout': [DURATION],
  '.list.failures.kinds.stalled': ['40%', DURATION],
  '.next.sweptIn': [DURATION],
  '.history.found': ['7', '12 份回执'],
};

describe.each(translated)('$tag', ({ tag, catalog, leaves }) => {
  test('has the same keys as English', () => {
    expect(leaves.map(({ path }) => path)).toEqual(english.map(({ path }) => path));
  });

  test('uses the same placeholders', () => {
    expect(leaves.map(({ path, values }) => [path, values])).toEqual(
      english.map(({ path, values }) => [path, values]),
    );
  });

  test('has a name in itself', () => {
    expect(nameOf(tag, [tag])).not.toBe(tag);
  });

  test('begins nothing with a separator, which would begin a line where there is little room', () => {
    const texts = [...leaves, ...english].map(({ text }) => text.trim());
    expect(texts.filter((text) => /^[·|–—]/.test(text))).toEqual([]);
  });

  test('if it is Chinese, has no half-width sentence marks', () => {
    if (!tag.startsWith('zh')) return;
    const sentences = leaves.filter(({ text }) => /[\u4e00-\u9fff]/.test(text));
    expect(sentences.length).toBeGreaterThan(100);
    for (const { text } of sentences) expect(text).not.toMatch(/[\u4e00-\u9fff][,;:!?]/);
  });

  test('if it is Chinese, has one space between Chinese and a number or a Latin word', () => {
    if (!tag.startsWith('zh')) return;
    const filled = leavesOf(catalog, (path, index) => CHINESE_VALUES[path]?.[index] ?? '7');
    expect(filled.length).toBe(leaves.length);
    const spaced = ({ path, text }: Leaf) => [path, withChineseSpaces(text).replaceAll('  ', ' ')];
    expect(filled.map(({ path, text }) => [path, text])).toEqual(filled.map(spaced));
    for (const { text } of filled) expect(text).not.toMatch(/[\u4e00-\u9fff。，] [\u4e00-\u9fff]/);
  });

  test('if it is Chinese, has one word for one thing', () => {
    if (!tag.startsWith('zh')) return;
    const others = /校验和|验证|应答|计算机|睡眠|上传服务器|错误代码/;
    expect(leaves.filter(({ text }) => others.test(text))).toEqual([]);
  });
});

test('no message begins or ends with a dot between two parts: at the end of a line it would stand alone', () => {
  const all = [...english, ...translated.flatMap(({ leaves }) => leaves)];
  expect(all.filter(({ text }) => /^\s*·|·\s*$/.test(text))).toEqual([]);
});

test('English has one word for one thing, in one spelling', () => {
  const others =
    /upload server|\bstuck\b|\bperson\b|\bcannot\b|recogniz|canceled|packages? (?:is|are) made of/i;
  expect(english.filter(({ text }) => others.test(text))).toEqual([]);
});

test.each(english.filter(({ path }) => /^\.list\.failures\..*title$/.test(path)))(
  'the title at $path is short and says what happened',
  ({ text }) => {
    expect(text.length).toBeLessThanOrEqual(60);
    expect(text).not.toMatch(/oops|[.!]$/i);
  },
);

test('names of settings and headers are no words of a sentence, so that page translation leaves them alone', () => {
  const exact = /\b(?:[A-Z]+_[A-Z_]+|CLOUD)\b|x-oss-/;
  const wordsOf = (text: string) => partsOf(text).filter((_, index) => index % 2 === 0);
  const all = [...english, ...translated.flatMap(({ leaves }) => leaves)];
  expect(all.filter(({ text }) => wordsOf(text).some((words) => exact.test(words)))).toEqual([]);
});

describe('the language', () => {
  const languages = ['en', 'zh-CN', 'en-XA'];

  test.each<readonly [string, readonly (string | null)[], string, readonly string[]]>([
    ['the first wish that can be met', [null, null, 'fr', 'zh-Hans-CN', 'en'], 'zh-CN', languages],
    ['in another region’s words', ['en-GB', 'zh-CN'], 'en', languages],
    ['in any region’s words', ['zh'], 'zh-CN', languages],
    ['English if none can be met', ['fr', null, ''], 'en', languages],
    ['that of the region before another one', ['zh-TW'], 'zh-TW', ['en', 'zh-CN', 'zh-TW']],
    ['a made-up one where just that is asked for', ['en-XA'], 'en-XA', languages],
    ['no made-up one otherwise', ['en-AU'], 'en', ['en-XA', 'en']],
  ])('is %s', (_, wishes, picked, among) => {
    expect(pickLanguage(wishes, among)).toBe(picked);
  });

  test('has a name in itself, with its region if need be', () => {
    expect(nameOf('zh-CN', languages)).toBe('中文');
    expect(nameOf('zh-TW', ['zh-CN', 'zh-TW'])).toBe('中文（台灣）');
    expect(nameOf('en', ['en', 'zh-CN'])).toBe('English');
  });
});
