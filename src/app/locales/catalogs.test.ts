import { describe, expect, test } from 'vitest';
import { english as inEnglish } from './english.ts';
import { partsOf } from './kept.ts';
import { nameOf, pickLanguage } from './language.ts';
import { catalog as zhCN } from './languages/zh-CN.ts';

type Leaf = { readonly path: string; readonly text: string; readonly values: readonly string[] };

/** Every sentence with its placeholders filled in by marks, so that catalogs can be compared. */
function leavesOf(node: unknown, path = ''): Leaf[] {
  if (typeof node === 'string') return [{ path, text: node, values: marksIn(node) }];
  if (typeof node === 'function') {
    const marks = Array.from({ length: node.length }, (_, index) => `<${index}>`);
    return leavesOf(node(...marks), `${path}()`);
  }
  if (typeof node !== 'object' || node === null) throw new Error(`${path} is no message`);
  return Object.entries(node).flatMap(([key, child]) => leavesOf(child, `${path}.${key}`));
}

function marksIn(text: string): string[] {
  return [...new Set(text.match(/<\d>/g))].toSorted();
}

const byPath = (one: Leaf, other: Leaf) => (one.path < other.path ? -1 : 1);
const english = leavesOf(inEnglish).toSorted(byPath);
const chinese = leavesOf(zhCN).toSorted(byPath);

describe('catalogs', () => {
  test('have the same keys', () => {
    expect(chinese.map(({ path }) => path)).toEqual(english.map(({ path }) => path));
  });

  test('use the same placeholders', () => {
    expect(chinese.map(({ path, values }) => [path, values])).toEqual(
      english.map(({ path, values }) => [path, values]),
    );
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
    const translated = [...english, ...chinese].filter(({ text }) =>
      wordsOf(text).some((words) => exact.test(words)),
    );
    expect(translated).toEqual([]);
  });

  test('Chinese sentences are Chinese and have no half-width sentence marks', () => {
    const sentences = chinese.filter(({ text }) => /[\u4e00-\u9fff]/.test(text));
    expect(sentences.length).toBeGreaterThan(100);
    for (const { text } of sentences) expect(text).not.toMatch(/[\u4e00-\u9fff][,;:!?]/);
  });
});

describe('the language', () => {
  const languages = ['en', 'zh-CN', 'en-XA'];

  test('is the first wish that can be met', () => {
    expect(pickLanguage([null, null, 'fr-FR', 'zh-Hans-CN', 'en'], languages)).toBe('zh-CN');
    expect(pickLanguage(['en-GB', 'zh-CN'], languages)).toBe('en');
    expect(pickLanguage(['zh'], languages)).toBe('zh-CN');
  });

  test('is English if none can', () => {
    expect(pickLanguage(['fr', null, ''], languages)).toBe('en');
  });

  test('is that of the region before another one', () => {
    expect(pickLanguage(['zh-TW'], ['en', 'zh-CN', 'zh-TW'])).toBe('zh-TW');
  });

  test('is a made-up one only for who asks for just that', () => {
    expect(pickLanguage(['en-XA'], languages)).toBe('en-XA');
    expect(pickLanguage(['en-AU'], ['en-XA', 'en'])).toBe('en');
  });

  test('has a name in itself, with its region if need be', () => {
    expect(nameOf('zh-CN', languages)).toBe('中文');
    expect(nameOf('zh-TW', ['zh-CN', 'zh-TW'])).toBe('中文（台灣）');
    expect(nameOf('en', ['en', 'zh-CN'])).toBe('English');
  });
});
