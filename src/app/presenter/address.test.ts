import { expect, test } from 'vitest';
import { scenarioLink, stepIn, withStep } from './address.ts';

test.each([
  ['', undefined],
  ['?presenter', undefined],
  ['?present', 0],
  ['?present=', 0],
  ['?present=1', 0],
  ['?lang=zh-CN&present=4', 3],
  ['?present=0', 0],
  ['?present=99', 10],
  ['?present=-3', 0],
  ['?present=five', 0],
])('%s is step %s', (search, step) => {
  expect(stepIn(search, 11)).toBe(step);
});

test('what else is in the address stays', () => {
  expect(withStep('?lang=zh-CN', 2)).toBe('?lang=zh-CN&present=3');
  expect(withStep('?present=3&lang=zh-CN', undefined)).toBe('?lang=zh-CN');
  expect(withStep('?present', undefined)).toBe('');
  expect(stepIn(withStep('', 7), 11)).toBe(7);
});

test('a scenario takes the place of the one before, at the same step', () => {
  const link = scenarioLink('?lang=en&scenario=slow', 10, 'stall-50,slow');
  const parameters = new URLSearchParams(link);
  expect(Object.fromEntries(parameters)).toEqual({
    lang: 'en',
    present: '11',
    scenario: 'stall-50,slow',
  });
});
