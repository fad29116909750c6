import { describe, expect, test } from 'vitest';
import { read } from '../testing/source-files.ts';
import { SCENARIO_NAMES, SCENARIOS, valueOf, type Parameter } from './catalogue.ts';
import { announcementOf } from './combine.ts';
import { endText } from './judge.ts';
import { chinese } from './words/chinese.ts';
import { english } from './words/english.ts';

/** docs/scenarios.md and the words of the page say the same of each scenario, and it is what the catalogue announces. */

const [, section = ''] = read('docs/scenarios.md').split('\n## The catalogue\n');
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| `') && !line.includes('?scenario='))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const numberOf = ({ among, from, to, unit, usual }: Parameter) =>
  `${among === undefined ? `${from} to ${to}` : among.join(', ')} ${english.units[unit]}; ${usual}`;

test('the table of docs/scenarios.md is the catalogue', () => {
  expect(rows.slice(0, SCENARIO_NAMES.length)).toEqual(
    SCENARIO_NAMES.map((name) => {
      const { parameter } = SCENARIOS[name];
      const { happens, see } = english.scenarios[name];
      const value = valueOf({ name });
      const number = parameter === undefined ? '' : numberOf(parameter);
      return [`\`${name}\``, number, happens(value), see(value)];
    }),
  );
});

describe.each([
  ['English', english, { verified: /verified\.?/i, unverified: /not verified/i }],
  ['Chinese', chinese, { verified: /已校验/, unverified: /未校验/ }],
])('%s says', (_language, words, endings) => {
  test.each(SCENARIO_NAMES)('of %s how it ends, and which codes are seen', (name) => {
    const announced = announcementOf({ name });
    const see = words.scenarios[name].see(valueOf({ name }));
    const end = endText(announced);
    expect(see).toMatch(end === 'verified' || end === 'unverified' ? endings[end] : end);
    // An outage costs no attempt: its code is seen beside what it waits for.
    const codes = name === 'outage' ? [] : announced.tries.flat();
    for (const code of codes) expect(see).toContain(code);
  });
});
