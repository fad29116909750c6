import { expect, test } from 'vitest';
import { retryRuleOf } from '../upload/model/failure-rules.ts';
import { SEND_RETRIES, TICKET_RETRIES } from '../upload/model/failure-row.ts';
import { EVERY_FAILURE } from '../testing/every-failure.ts';
import { SCENARIO_NAMES, SCENARIOS } from './catalogue.ts';
import { announceAll, announcementOf, findClash, inOrder, type Clash } from './combine.ts';
import { readScenarios } from './link.ts';

const chosenIn = (text: string) => {
  const reading = readScenarios(text);
  if (reading.kind !== 'link') throw new Error(text);
  return reading.link.chosen;
};

test.each<[string, Clash]>([
  ['slow,slow', { kind: 'twice', name: 'slow' }],
  ['too-large,wrong-host', { kind: 'two-endings', names: ['wrong-host', 'too-large'] }],
  ['no-checksum,hidden-header', { kind: 'two-endings', names: ['hidden-header', 'no-checksum'] }],
  ['reset,wrong-host', { kind: 'never-reached', names: ['wrong-host', 'reset'] }],
  ['lost-answer,too-large', { kind: 'never-reached', names: ['too-large', 'lost-answer'] }],
  ['reset,expired-3', { kind: 'too-many-attempts', most: 4 }],
  ['ticket-error,throttled,one-second-ticket', { kind: 'too-many-attempts', most: 4 }],
])('%s do not go together', (text, clash) => {
  expect(readScenarios(text)).toEqual({ kind: 'fault', fault: { kind: 'clash', clash } });
});

test.each([
  'reset,slow',
  'lost-answer,wrong-checksum',
  'outage,reset,stall,expired',
  'ticket-error,throttled,wrong-host',
  'expired-2,signature-refused',
])('%s go together', (text) => {
  expect(findClash(chosenIn(text))).toBe(undefined);
});

test.each(SCENARIO_NAMES)('%s goes with another one, and not with itself', (name) => {
  expect(findClash([{ name }])).toBe(undefined);
  expect(findClash([{ name }, { name }])).toEqual({ kind: 'twice', name });
  const others = SCENARIO_NAMES.filter((other) => !findClash([{ name }, { name: other }]));
  expect(others).not.toEqual([]);
});

test('what fails first is told first, and the one that decides has the last word', () => {
  expect(announceAll(chosenIn('wrong-checksum,slow-30,lost-answer,reset,throttled'))).toEqual({
    tries: [['FW-T06'], ['FW-U07', 'FW-V05'], ['FW-V03'], ['FW-V03']],
    ends: { status: 'failed', code: 'FW-V03', kind: 'checksum-mismatch' },
    asksStore: true,
    bytesPerSecond: 30_000,
  });
  expect(inOrder(chosenIn('slow,reset,throttled')).map(({ name }) => name)).toEqual([
    'throttled',
    'slow',
    'reset',
  ]);
});

test('the attempts that are announced are those that the page makes by itself', () => {
  expect([SEND_RETRIES, TICKET_RETRIES]).toEqual([3, 3]);
  const ending = SCENARIO_NAMES.flatMap((name) => {
    const { ends, tries } = announcementOf({ name });
    return ends.status === 'failed' && ends.kind !== 'store-refused' ? [{ name, ends, tries }] : [];
  });
  expect(ending.map(({ name }) => name)).toContain('wrong-checksum');
  const made = ending.map(({ name, ends }) => {
    const failure = EVERY_FAILURE.find(({ kind }) => kind === ends.kind);
    const rule = failure === undefined ? undefined : retryRuleOf(failure, 1_000);
    return [name, rule === 'stop' ? 1 : 1 + (rule?.times ?? NaN)];
  });
  expect(ending.map(({ name, tries }) => [name, tries.length])).toEqual(made);
});

test('no two scenarios share a seed', () => {
  const seeds = SCENARIO_NAMES.map((name) => SCENARIOS[name].seed);
  expect(new Set(seeds).size).toBe(SCENARIO_NAMES.length);
});
