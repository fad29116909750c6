import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SCENARIO_NAMES, SCENARIOS, type Chosen } from './catalogue.ts';
import { findClash } from './combine.ts';
import { addressWith, readLink, readScenarios, writeScenarios, type LinkReading } from './link.ts';

const one = fc.constantFrom(...SCENARIO_NAMES).chain((name): fc.Arbitrary<Chosen> => {
  const { parameter } = SCENARIOS[name];
  if (parameter === undefined) return fc.constant({ name });
  const { from, to, among } = parameter;
  const value =
    among === undefined ? fc.integer({ min: from, max: to }) : fc.constantFrom(...among);
  return fc.option(value).map((found) => (found === null ? { name } : { name, value: found }));
});
const together = fc.array(one, { minLength: 1, maxLength: 4 });
const good = together.filter((chosen) => findClash(chosen) === undefined);
const seeds = fc.option(fc.integer({ min: 0, max: 0xffffffff }), { nil: undefined });

test('what is written into an address is read from it, whatever else stands there', () => {
  fc.assert(
    fc.property(
      good,
      seeds,
      fc.constantFrom('', '?lang=zh-CN', '?scenario=slow&seed=1'),
      (...drawn) => {
        const [chosen, seed, search] = drawn;
        const link = { chosen, ...(seed !== undefined && { seed }) };
        const address = addressWith(`https://ota.test/tools/${search}#receipts`, link);
        expect(readLink(new URL(address).search)).toEqual({ kind: 'link', link });
        expect(new URL(address).searchParams.get('lang')).toBe(/zh/.test(search) ? 'zh-CN' : null);
      },
    ),
  );
});

test('a link is short and can be typed', () => {
  const chosen: readonly Chosen[] = [{ name: 'reset', value: 30 }, { name: 'slow' }];
  expect(addressWith('http://a.test/', { chosen })).toBe('http://a.test/?scenario=reset-30,slow');
  expect(addressWith('http://a.test/?scenario=slow&seed=2', { chosen: [] })).toBe('http://a.test/');
});

test('nothing that stands in an address throws, and what is read is valid', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), together.map(writeScenarios)), fc.string(), (text, seed) => {
      const reading = readLink(
        `?scenario=${encodeURIComponent(text)}&seed=${encodeURIComponent(seed)}`,
      );
      if (reading.kind === 'link') expect(findClash(reading.link.chosen)).toBe(undefined);
    }),
  );
});

describe('what is wrong with a link is told', () => {
  test.each<[string, string, LinkReading]>([
    ['', '', { kind: 'none' }],
    [' , ', '', { kind: 'none' }],
    [
      'Reset-30 , SLOW',
      '',
      { kind: 'link', link: { chosen: [{ name: 'reset', value: 30 }, { name: 'slow' }] } },
    ],
    ['reset', '7', { kind: 'link', link: { chosen: [{ name: 'reset' }], seed: 7 } }],
    ['rese', '', { kind: 'fault', fault: { kind: 'unknown', text: 'rese', meant: 'reset' } }],
    ['nonsense', '', { kind: 'fault', fault: { kind: 'unknown', text: 'nonsense' } }],
    ['no-cors-3', '', { kind: 'fault', fault: { kind: 'no-value', name: 'no-cors' } }],
    ['slow', '-1', { kind: 'fault', fault: { kind: 'seed', text: '-1' } }],
    ['slow', '4294967296', { kind: 'fault', fault: { kind: 'seed', text: '4294967296' } }],
    [
      'slow,slow-3',
      '',
      {
        kind: 'fault',
        fault: {
          kind: 'value',
          name: 'slow',
          parameter: { unit: 'kilobytes-per-second', usual: 500, from: 10, to: 100_000 },
        },
      },
    ],
    [
      'slow,slow-30',
      '',
      { kind: 'fault', fault: { kind: 'clash', clash: { kind: 'twice', name: 'slow' } } },
    ],
  ])('%s, seed %s', (text, seed, expected) => {
    expect(readScenarios(text, seed)).toEqual(expected);
  });

  test('a status between two that exist is none', () => {
    expect(readScenarios('ticket-error-501')).toMatchObject({ fault: { kind: 'value' } });
  });
});
