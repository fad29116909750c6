import { describe, expect, test } from 'vitest';
import { en } from './en.ts';
import { pickLanguage } from './language.ts';
import { zhCN } from './zh-CN.ts';

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

const english = leavesOf(en);
const chinese = leavesOf(zhCN);

describe('catalogs', () => {
  test('have the same keys', () => {
    expect(chinese.map(({ path }) => path)).toEqual(english.map(({ path }) => path));
  });

  test('use the same placeholders', () => {
    expect(chinese.map(({ path, values }) => [path, values])).toEqual(
      english.map(({ path, values }) => [path, values]),
    );
  });

  test.each(english.filter(({ path }) => /^\.trouble\..*title$/.test(path)))(
    'the title at $path is short and says what happened',
    ({ text }) => {
      expect(text.length).toBeLessThanOrEqual(60);
      expect(text).not.toMatch(/oops|[.!]$/i);
    },
  );

  test('Chinese sentences are Chinese and have no half-width sentence marks', () => {
    const sentences = chinese.filter(({ text }) => /[\u4e00-\u9fff]/.test(text));
    expect(sentences.length).toBeGreaterThan(100);
    for (const { text } of sentences) expect(text).not.toMatch(/[\u4e00-\u9fff][,;:!?]/);
  });
});

describe('the language', () => {
  test('is the first wish that can be met', () => {
    expect(pickLanguage([null, null, 'fr-FR', 'zh-Hans-CN', 'en'])).toBe('zh-CN');
    expect(pickLanguage(['en-GB', 'zh-CN'])).toBe('en');
    expect(pickLanguage(['zh'])).toBe('zh-CN');
  });

  test('is English if none can', () => {
    expect(pickLanguage(['fr', null, ''])).toBe('en');
  });
});
