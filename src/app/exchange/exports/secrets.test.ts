import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DIALECT_RULES, DIALECTS, type Dialect } from '../../../contract/dialect.ts';
import { encodePolicy } from '../../../contract/post-policy.ts';
import { readTicketAnswer } from '../../../contract/ticket.ts';
import { EVERY_FAILURE, nameOf } from '../../../testing/every-failure.ts';
import { exchangeWith, FILE_BYTES, UNTOLD } from '../../../testing/exchanges.ts';
import { bugReport } from '../../failure/bug-report.ts';
import { english } from '../../locales/english/catalog.ts';
import { createFormat } from '../../locales/format.ts';
import { curlOf } from './curl.ts';
import { harOf } from './har.ts';
import { timelineLines } from '../text/timeline.ts';
import { spellingsOf } from '../../../testing/spellings.ts';

/** Secrets that a ticket may bring, whatever the platform calls them: none may be exported. */
const SECRET_NAMES = [
  'signature',
  'OSSAccessKeyId',
  'x-oss-security-token',
  'x-oss-made-up',
] as const;

const secret = fc
  .string({
    unit: fc.constantFrom(...Array.from('ABCdefg0123+/=_-.~% "\\\'é密')),
    minLength: 12,
    maxLength: 60,
  })
  .filter((text) => text.trim().length >= 12 && /[A-Za-z]{2}/.test(text));

function ticketOf(dialect: Dialect, secrets: Readonly<Record<string, string>>, token: string) {
  const created = Date.UTC(2026, 0, 1);
  const host = 'https://bucket.example';
  const key = 'ota/firmware/7da09949.bin';
  const policy = encodePolicy(new Date(created + 60_000), [
    ['content-length-range', 0, 10_000_000],
    ['starts-with', '$key', 'ota/'],
    { 'x-oss-security-token': secrets['x-oss-security-token'] },
  ]);
  const camel = {
    firmwareUrl: `${host}/${key}`,
    host,
    key,
    objectStorage: 'OSS',
    policy,
    utcCreate: new Date(created).toISOString(),
    ...secrets,
  };
  const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
  const isPascal = DIALECT_RULES[dialect].casing === 'PascalCase';
  const data = isPascal
    ? Object.fromEntries(
        Object.entries(camel).map(([name, value]) => [
          name.startsWith('x-') ? name : pascal(name),
          value,
        ]),
      )
    : camel;
  const answer = readTicketAnswer({ success: true, code: '', data, requestId: 'request-1' });
  if (answer.kind !== 'issued') throw new Error(answer.kind);
  return { outcome: { ...answer, confirmationToken: token }, policy };
}

const tools = {
  words: english.exchange,
  list: english.list,
  format: createFormat('en'),
  size: FILE_BYTES,
};
const firmware = { name: 'door-lock.bin', size: FILE_BYTES, modifiedAt: 0, folder: '' };

/** Everything that leaves the engine, or is kept. */
function everyText(exchange: Parameters<typeof harOf>[0]): readonly string[] {
  return [
    JSON.stringify(exchange),
    JSON.stringify(harOf(exchange, '1.0')),
    curlOf(exchange, firmware.name, 'sh'),
    curlOf(exchange, firmware.name, 'powershell'),
    bugReport({
      standing: 'done',
      failed: undefined,
      firmware,
      ticketRequestId: 'request-1',
      timeline: timelineLines(exchange, tools),
      build: '1.0',
      now: new Date(0),
      userAgent: 'Browser/1',
    }),
  ];
}

test.each(DIALECTS)(
  'no secret of a ticket of %s is in what is kept, shown, copied or saved: not even where a server echoes it',
  async (dialect) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(secret, { minLength: 5, maxLength: 5 }),
        fc.constantFrom(...EVERY_FAILURE),
        fc.nat(4),
        fc.nat(5),
        async ([token = '', ...values], failure, which, form) => {
          const secrets = Object.fromEntries(
            SECRET_NAMES.map((name, index) => [name, values[index] ?? '']),
          );
          const { outcome, policy } = ticketOf(dialect, secrets, token);
          const all = [...Object.values(secrets), token, policy];
          const echo = spellingsOf(all[which] ?? '')[form] ?? '';
          const { book, id } = await exchangeWith(outcome, failure, echo);
          const exchange = book.of(id);
          if (exchange === undefined) throw new Error('nothing is kept');
          for (const text of everyText(exchange)) {
            for (const value of Object.values(UNTOLD)) expect(text).not.toContain(value);
            for (const one of all) {
              for (const written of spellingsOf(one)) {
                expect(text.includes(written), `${nameOf(failure)}: ${written}`).toBe(false);
              }
            }
          }
        },
      ),
      { numRuns: 120 },
    );
  },
);

test('shown on purpose, the real values are in the copied form alone', async () => {
  const secrets = {
    signature: 'WJN0Ee8+X6pogcD3loLHIqQNEN0=',
    OSSAccessKeyId: 'LTAI5tExampleExampleAbcd',
    'x-oss-security-token': 'a-token-of-sts-0123456789',
  };
  const { outcome, policy } = ticketOf('tuya', secrets, 'token-of-our-server');
  const { book, id } = await exchangeWith(outcome, { kind: 'offline' });
  const exchange = book.of(id);
  if (exchange === undefined) throw new Error('nothing is kept');
  const copied = curlOf(exchange, 'a.bin', 'sh', book.secretsOf(id));
  for (const value of [...Object.values(secrets), policy]) expect(copied).toContain(value);
  expect(copied).not.toContain('token-of-our-server');
  const masked = curlOf(exchange, 'a.bin', 'sh');
  expect(masked).toContain("--form-string 'Signature=<Signature>'");
  expect(masked).toContain("--form-string 'key=ota/firmware/7da09949.bin'");
  // Enough to tell which key it is.
  expect(JSON.stringify(exchange)).toContain('LTAI••••••••Abcd');
});
