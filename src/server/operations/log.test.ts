import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLog, type LogOptions } from './log.ts';
import { inRequest } from './request-scope.ts';
import { createScrubber, spellingsOf } from './scrub.ts';
import type { ServerEvent } from './server-event.ts';

const ISSUED: ServerEvent = {
  kind: 'ticket',
  suffix: 'bin',
  ms: 12.3,
  end: { kind: 'good', callId: 'c-1' },
};

function logged(options: Partial<LogOptions>, ...events: readonly ServerEvent[]) {
  const lines = { out: '', err: '' };
  const log = createLog({
    format: 'json',
    level: 'info',
    out: (text) => (lines.out += text),
    err: (text) => (lines.err += text),
    ...options,
  });
  for (const event of events) log(event);
  return lines;
}

test('for programs an event is one line of JSON, with the request it belongs to', () => {
  const { out } = inRequest('r-1', () => logged({}, ISSUED));
  expect(out.endsWith('\n')).toBe(true);
  expect(JSON.parse(out)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    event: 'ticket',
    requestId: 'r-1',
    suffix: 'bin',
    outcome: 'good',
    callId: 'c-1',
    ms: 12,
    msg: 'A ticket for bin was given out (12 ms)',
  });
});

test('what belongs to no request names none', () => {
  expect(JSON.parse(logged({}, ISSUED).out)).not.toHaveProperty('requestId');
});

test('for users it is a sentence; errors stand on the other stream', () => {
  const mistake: ServerEvent = { kind: 'mistake', error: new Error('oh') };
  const { out, err } = logged({ format: 'text' }, ISSUED, mistake);
  expect(out).toBe('A ticket for bin was given out (12 ms)\n');
  expect(err).toMatch(/^Error: oh\n {4}at /);
});

test('what is below the level is not written', () => {
  expect(logged({ level: 'warn' }, ISSUED).out).toBe('');
  expect(logged({ level: 'silent' }, { kind: 'mistake', error: 'x' }).out).toBe('');
});

test('a refused call says why, by code', () => {
  const end = { kind: 'refused', code: 'Throttling.User', status: 429, callId: 'c-2' } as const;
  const line: unknown = JSON.parse(logged({}, { kind: 'package', ms: 1, end }).out);
  expect(line).toMatchObject({
    level: 'warn',
    event: 'package',
    code: 'Throttling.User',
    status: 429,
  });
});

test('a secret is struck out in every spelling, wherever it stands', () => {
  const secret = fc.string({ minLength: 6, unit: 'grapheme-ascii' });
  fc.assert(
    fc.property(secret, fc.string(), fc.nat(7), (value, around, nth) => {
      const spelling = spellingsOf(value)[nth] ?? value;
      const clean = createScrubber([value])(`${around} ${spelling} ${around}`);
      for (const each of spellingsOf(value)) {
        if (!around.includes(each) && !'****'.includes(each)) expect(clean).not.toContain(each);
      }
    }),
  );
});
