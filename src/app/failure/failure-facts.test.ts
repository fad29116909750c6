import { describe, expect, test } from 'vitest';
import { kept } from '../locales/kept.ts';
import { EVERY_TROUBLE } from './every-failure.ts';
import { factsOf } from './failure-facts.ts';
import { failureReport, redact } from './failure-report.ts';

const firmware = {
  name: 'door-lock.bin',
  size: 1_929_379,
  modifiedAt: 0,
  folder: '',
};
const circumstances = {
  title: 'Storage refused the upload',
  tries: [],
  ticketRequestId: '67E2A1B3-C4D5',
  arrived: 'nothing',
  now: new Date('2026-11-22T10:15:00Z'),
  userAgent: 'Browser/1',
};

describe('what support gets to see', () => {
  test('codes, ids, file and time; nothing that is signed', () => {
    const report = failureReport(
      {
        kind: 'store-refused',
        status: 403,
        error: {
          code: 'SignatureDoesNotMatch',
          ec: '0002-00000040',
          message: 'Signature=WJN0Ee8+X6pogcD3loLHIqQNEN0= is not ours',
          requestId: '67E2A1B3C4',
        },
        requestId: undefined,
      },
      firmware,
      circumstances,
    );
    expect(report.split('\n')).toEqual([
      'OTA Drop: FW-U11 store-refused',
      'What happened: Storage refused the upload',
      'HTTP status: 403',
      'Code: SignatureDoesNotMatch',
      'EC: 0002-00000040',
      'Message: Signature=[removed] is not ours',
      'Request id: 67E2A1B3C4',
      'Ticket request id: 67E2A1B3-C4D5',
      'File: door-lock.bin',
      'Size: 1929379 bytes',
      'Time: 2026-11-22T10:15:00.000Z',
      'Browser: Browser/1',
    ]);
  });

  test('the numbers of every trouble that has some, and the attempts before it', () => {
    const cut = { kind: 'connection-lost', sent: 65_536, total: 1_929_379 } as const;
    const report = failureReport({ ...cut, tookMs: 412.7, likely: 'network' }, firmware, {
      ...circumstances,
      title: 'Connection lost at 3%',
      tries: [
        { failure: { kind: 'ticket-unreachable' }, sent: 0 },
        { failure: { ...cut, tookMs: 1, likely: 'offline' }, sent: 65_536 },
        { failure: { ...cut, tookMs: 412.7, likely: 'network' }, sent: 65_536 },
      ],
    });
    expect(report).toContain('Seen: 65536 of 1929379 bytes sent after 413 ms, likely: network');
    expect(report).toContain('Attempts before: FW-T01 at 0, FW-U07 at 65536\n');
  });

  test.each(EVERY_TROUBLE.map((trouble) => [trouble.kind, trouble] as const))(
    'a report of %s is whole lines and no riddle',
    (_kind, trouble) => {
      const report = failureReport(trouble, firmware, circumstances);
      for (const line of report.split('\n')) {
        expect(line).toMatch(/^[A-Z][A-Za-z ]+: ./);
        expect(line).not.toMatch(/undefined|NaN|\[object/);
      }
    },
  );

  test('a report has none of the marks that the page has around names', () => {
    const title = `${kept('PUBLIC_URL')} does not name this page’s address`;
    const report = failureReport({ kind: 'offline' }, firmware, { ...circumstances, title });
    expect(report).toContain('What happened: PUBLIC_URL does not name this page’s address\n');
  });

  test('a long encoded text is taken out wherever it stands', () => {
    const policy = btoa('{"expiration":"2024-11-20T00:11:18.560Z","conditions":[]}');
    expect(redact(`saw ${policy} here`)).toBe('saw [removed] here');
    expect(redact('{"policy":"abc"}')).not.toContain('abc');
    expect(redact('Invalid according to Policy: Policy expired.')).toContain('Policy expired');
    expect(redact(`echo: ${'👩 '.repeat(400)}`)).toBe(`echo: ${'👩 '.repeat(246)}👩…`);
    expect(redact('request 7da09949-babb-4f0f-a288-d6af2f3bfad7')).toContain('7da09949');
  });

  test('empty texts of the platform are not shown', () => {
    expect(
      factsOf({
        kind: 'ticket-refused',
        status: 500,
        problem: { code: '', message: '', requestId: '' },
      }),
    ).toEqual({
      status: 500,
      code: undefined,
      ec: undefined,
      message: undefined,
      requestId: undefined,
    });
  });
});
