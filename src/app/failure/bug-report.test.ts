import { factsOf } from '../../upload/model/failure-rules.ts';
import { describe, expect, test } from 'vitest';
import { EVERY_REASON, nameOf } from '../../testing/every-failure.ts';
import type { Failure, Rejection } from '../../upload/model/failure.ts';
import { kept } from '../locales/text/kept.ts';
import { redact } from '../../contract/legible-text.ts';
import { bugReport, type Circumstances } from './bug-report.ts';

const firmware = {
  name: 'door-lock.bin',
  size: 1_929_379,
  modifiedAt: 0,
  folder: '',
};
const circumstances = {
  standing: 'done',
  firmware,
  ticketRequestId: '67E2A1B3-C4D5',
  build: '1.2.3',
  now: new Date('2026-11-22T10:15:00Z'),
  userAgent: 'Browser/1',
};

function reportOf(
  reason: Failure | Rejection,
  more: Partial<NonNullable<Circumstances['failed']>> = {},
  timeline: readonly string[] = [],
): string {
  const failed = { reason, title: 'Storage refused the upload', tries: [], ...more };
  return bugReport({ ...circumstances, failed, timeline });
}

describe('what support gets to see', () => {
  test('codes, ids, file and time; nothing that is signed', () => {
    const report = reportOf({
      kind: 'store-refused',
      status: 403,
      error: {
        code: 'SignatureDoesNotMatch',
        ec: '0002-00000040',
        message: 'Signature=WJN0Ee8+X6pogcD3loLHIqQNEN0= is not ours',
        requestId: '67E2A1B3C4',
      },
      requestId: undefined,
    });
    expect(report.split('\n')).toEqual([
      '## OTA Drop: FW-U11 store-refused',
      '',
      '- What happened: `Storage refused the upload`',
      '- HTTP status: `403`',
      '- Code: `SignatureDoesNotMatch`',
      '- EC: `0002-00000040`',
      '- Message: `Signature=[removed] is not ours`',
      '- Request ID: `67E2A1B3C4`',
      '- Ticket request ID: `67E2A1B3-C4D5`',
      '- File: `door-lock.bin`',
      '- Size: `1929379 bytes`',
      '- Time: `2026-11-22T10:15:00.000Z`',
      '- Page: `1.2.3`',
      '- Browser: `Browser/1`',
      '',
    ]);
  });

  test('the numbers that a failure has, and the attempts before it', () => {
    const cut = { kind: 'connection-lost', sent: 65_536, total: 1_929_379 } as const;
    const report = reportOf(
      { ...cut, tookMs: 412.7, likely: 'network' },
      {
        title: 'Connection lost at 3%',
        tries: [
          { failure: { kind: 'ticket-unreachable' }, sent: 0 },
          { failure: { ...cut, tookMs: 1, likely: 'offline' }, sent: 65_536 },
          { failure: { ...cut, tookMs: 412.7, likely: 'network' }, sent: 65_536 },
        ],
      },
    );
    expect(report).toContain('Seen: `65536 of 1929379 bytes sent after 413 ms, likely: network`');
    expect(report).toContain('Attempts before: `FW-T01 at 0, FW-U07 at 65536`\n');
  });

  test.each(EVERY_REASON.map((reason) => [nameOf(reason), reason] as const))(
    'a report of %s is whole lines, with every number and word that it carries',
    (_name, reason) => {
      const report = reportOf(reason);
      for (const line of report.split('\n').slice(2, -1)) {
        expect(line).toMatch(/^- [A-Z][A-Za-z ]+: `.+`$/);
        expect(line).not.toMatch(/undefined|NaN|\[object/);
      }
      // Which part of the answer it was says its code.
      for (const [key, value] of Object.entries(reason)) {
        if (typeof value === 'number') expect(report).toContain(String(Math.round(value)));
        if (typeof value === 'string' && key !== 'part') expect(report).toContain(value);
      }
    },
  );

  test('a report has none of the marks that the page has around names', () => {
    const title = `${kept('PUBLIC_URL')} does not name this page’s address`;
    const report = reportOf({ kind: 'offline' }, { title });
    expect(report).toContain('What happened: `PUBLIC_URL does not name this page’s address`\n');
  });

  test('nothing that others have written is Markdown in it', () => {
    const detail = '[x](https://evil.test) ``` <img src=x> `@all`';
    const report = reportOf({ kind: 'unexpected', detail }, {}, ['0.041  ````', '0.050  @all']);
    expect(report).toContain(`- Message: \`\`\`\` ${detail} \`\`\`\`\n`);
    expect(report).toContain('\n`````text\n0.041  ````\n0.050  @all\n`````\n');
  });

  test('an upload that has not failed is reported as such, with its timeline', () => {
    const report = bugReport({ ...circumstances, failed: undefined, timeline: ['0.000  x'] });
    expect(report).toMatch(/^## OTA Drop: upload done\n/);
    expect(report).toContain('### Exchange\n\n```text\n0.000  x\n```\n');
    expect(report).not.toContain('What happened');
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
    const problem = { code: '', message: '', requestId: '' };
    const { status, ...others } = factsOf({ kind: 'ticket-refused', status: 500, problem });
    expect(status).toBe(500);
    expect(new Set(Object.values(others))).toEqual(new Set([undefined]));
  });
});
