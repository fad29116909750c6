import { describe, expect, test } from 'vitest';
import { readLink } from '../../scenarios/link.ts';
import { withChineseSpaces } from '../locales/text/chinese-spaces.ts';
import { SCRIPT, timeOf } from './script/script.ts';
import { wordsIn } from './usePresenterWords.ts';

test('the script takes five minutes', () => {
  expect(timeOf(SCRIPT.length - 1).to).toBe(300);
  expect(timeOf(0)).toEqual({ from: 0, to: SCRIPT[0]?.seconds });
});

test('each step is there once', () => {
  expect(new Set(SCRIPT.map(({ id }) => id)).size).toBe(SCRIPT.length);
});

describe.each(['en', 'zh-CN', 'en-XA'])('%s', (language) => {
  const { steps } = wordsIn(language);

  test.each(SCRIPT)('$id says what to do and what to see, and names what it does', (step) => {
    const { title, act, see, press } = steps[step.id];
    for (const words of [title, act, see]) expect(words.length).toBeGreaterThan(3);
    expect(press !== undefined).toBe(step.act !== undefined);
  });
});

test('Chinese has one space beside numbers and Latin words, and no half-width marks', () => {
  const { steps, sample, lines, step, time, keys } = wordsIn('zh-CN');
  const all = [
    ...Object.values(steps).flatMap((words) => Object.values(words)),
    ...Object.values(sample),
    ...Object.values(lines),
    step('1', '7'),
    time('1:05', '5:00'),
    keys('A', 'B', 'C'),
  ];
  for (const words of all) {
    expect(words).toBe(withChineseSpaces(words).replaceAll('  ', ' '));
    expect(words).not.toMatch(/[\u4e00-\u9fff][,;:!?]/);
  }
});

test('a language without words of its own gets the English ones', () => {
  expect(wordsIn('fr')).toBe(wordsIn('en'));
  expect(wordsIn('zh-TW')).toBe(wordsIn('zh-CN'));
});

test('what is offered to be tried is a scenario', () => {
  const offered = SCRIPT.flatMap(({ scenario }) => (scenario === undefined ? [] : [scenario]));
  expect(offered).toHaveLength(1);
  for (const each of offered) expect(readLink(`?scenario=${each}`)).toMatchObject({ kind: 'link' });
});
