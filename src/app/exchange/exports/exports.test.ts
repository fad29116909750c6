import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { issued } from '../../../testing/answers.ts';
import { EVERY_FAILURE, nameOf } from '../../../testing/every-failure.ts';
import { harFaults } from '../../../testing/har-faults.ts';
import { exchangeWith, FILE_BYTES } from '../../../testing/exchanges.ts';
import type { Failure } from '../../../upload/model/failure.ts';
import { codeOf, factsOf } from '../../../upload/model/failure-rules.ts';
import { bugReport } from '../../failure/bug-report.ts';
import { english } from '../../locales/english/catalog.ts';
import { catalog as zhCN } from '../../locales/languages/zh-CN.ts';
import { createFormat } from '../../locales/format.ts';
import { callsOf } from './calls.ts';
import { curlOf } from './curl.ts';
import { harOf } from './har.ts';
import { timelineLines, timelineOf } from '../text/timeline.ts';

const outcome = issued({ key: 'k' });
async function exchangeAfter(failure: Failure) {
  if (outcome.kind !== 'issued') throw new Error(outcome.kind);
  const { book, id } = await exchangeWith(outcome, failure);
  const exchange = book.of(id);
  if (exchange === undefined) throw new Error('nothing is kept');
  return exchange;
}
const toolsOf = (language: string) => {
  const catalog = language === 'en' ? english : zhCN;
  return {
    words: catalog.exchange,
    list: catalog.list,
    format: createFormat(language),
    size: FILE_BYTES,
  };
};

describe('HAR', () => {
  test.each(EVERY_FAILURE.map((failure) => [nameOf(failure), failure] as const))(
    'of an upload after %s is valid by its schema',
    async (_name, failure) => {
      const har = harOf(await exchangeAfter(failure), '1.0');
      expect(harFaults(har)).toEqual([]);
    },
  );

  test('has each call with its time, its fields and what came of it, and no body', async () => {
    const { log } = harOf(await exchangeAfter({ kind: 'offline' }), undefined);
    expect(log.entries.map(({ comment, response }) => [comment, response.status])).toEqual([
      ['attempt 1, ticket', 200],
      ['attempt 1, store', 403],
      ['attempt 1, confirmation', 200],
      ['attempt 2, ticket', 200],
      ['attempt 2, store', 403],
      ['attempt 2, confirmation', 200],
    ]);
    const [ticket, form] = log.entries;
    expect(ticket?.startedDateTime).toBe('2023-11-14T22:13:20.137Z');
    expect(ticket?.time).toBe(137);
    expect(form?.request.postData?.params?.map(({ name }) => name)).toEqual([
      'key',
      'policy',
      'OSSAccessKeyId',
      'Signature',
      'success_action_status',
      'file',
    ]);
    expect(JSON.stringify(log)).not.toMatch(/"text":/);
  });

  test('a schema that is not met is noticed', async () => {
    const { log } = harOf(await exchangeAfter({ kind: 'offline' }), '1.0');
    expect(harFaults({ log: { ...log, entries: [{ ...log.entries[0], time: 'x' }] } })).not.toEqual(
      [],
    );
  });
});

describe('calls', () => {
  test.each([
    ['https://bucket.example', 'https://bucket.example/'],
    ['https://store.example/bucket', 'https://store.example/bucket'],
  ])('a form to %s has the address that was called', (host, url) => {
    const fields: [string, string][] = [];
    const event = { at: 0, type: 'posted', host, fields, fileName: 'a.bin', size: 1 } as const;
    expect(callsOf({ events: [event] })).toMatchObject([{ url }]);
  });

  test('one without an answer stays open, and one that was lost has no status', () => {
    const fields: [string, string][] = [];
    const asked = { type: 'asked', call: 'ticket', url: 'https://ota.test/', fields } as const;
    const calls = callsOf({
      events: [
        { at: 1, ...asked },
        { at: 5, type: 'unanswered', call: 'ticket', why: 'timeout' },
        { at: 9, ...asked },
      ],
    });
    expect(calls.map(({ at, endedAt, status }) => [at, endedAt, status])).toEqual([
      [1, 5, undefined],
      [9, undefined, undefined],
    ]);
  });
});

describe('curl', () => {
  /** What a shell makes of a command: its arguments. */
  const argumentsOf = (command: string) =>
    execFileSync('sh', [
      '-c',
      `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }\n${command}`,
    ])
      .toString()
      .split('\0')
      .slice(0, -1);

  test('every value arrives at the program as it is, whatever is in it', () => {
    const value = fc.string({
      unit: fc.constantFrom(...Array.from('a\'"$`\\ \n;,&|<>(){}*?!#~=%@é密')),
      maxLength: 20,
    });
    fc.assert(
      fc.property(
        value,
        value.filter((name) => name !== ''),
        (key, name) => {
          const command = curlOf(
            {
              version: 1,
              startedAt: 0,
              leftOut: { count: 0, after: 0 },
              series: [],
              events: [
                {
                  at: 0,
                  attempt: 1,
                  type: 'posted',
                  host: 'https://bucket.example',
                  fields: [['key', key]],
                  fileName: 'firmware.bin',
                  size: 1,
                },
              ],
            },
            name,
            'sh',
          );
          const [url, option, field, last, file] = argumentsOf(command);
          expect([url, option, field, last]).toEqual([
            'https://bucket.example/',
            '--form-string',
            `key=${key}`,
            '-F',
          ]);
          const path = /[;,"]/.test(name) ? `"${name.replace(/[\\"]/g, '\\$&')}"` : name;
          expect(file).toBe(`file=@${path};filename=firmware.bin`);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('both calls of the latest attempt, for both kinds of shell', async () => {
    const exchange = await exchangeAfter({ kind: 'offline' });
    expect(curlOf(exchange, "it's.bin", 'sh').split('\n\n')[0]).toBe(
      [
        "curl 'https://ota.test/api/tickets' \\",
        "  -H 'content-type: application/json' \\",
        `  --data-raw '{"fileSuffix":"bin"}'`,
      ].join('\n'),
    );
    const powershell = curlOf(exchange, "it's.bin", 'powershell');
    expect(powershell).toContain(
      `'{"fileSuffix":"bin"}' | curl.exe 'https://ota.test/api/tickets'`,
    );
    expect(powershell).toContain("-F 'file=@it''s.bin;filename=firmware.bin'");
  });
});

describe.each(['en', 'zh-CN'])('the timeline in %s', (language) => {
  test.each(EVERY_FAILURE.map((failure) => [nameOf(failure), failure] as const))(
    'after %s has a title for every event, its code, and whole lines',
    async (_name, failure) => {
      const exchange = await exchangeAfter(failure);
      const groups = timelineOf(exchange, toolsOf(language));
      expect(groups.map(({ attempt }) => attempt)).toEqual([0, 1, 2]);
      const lines = timelineLines(exchange, toolsOf(language));
      const text = lines.join('\n');
      expect(text).toContain(codeOf(failure));
      expect(text).not.toMatch(/undefined|NaN|\[object|[\u2068\u2069]/);
      for (const line of lines) expect(line.trim()).not.toBe('');
    },
  );
});

describe('the bug report', () => {
  test.each(EVERY_FAILURE.map((failure) => [nameOf(failure), failure] as const))(
    'of %s names its code, its request id and what was tried',
    async (_name, failure) => {
      const exchange = await exchangeAfter(failure);
      const report = bugReport({
        standing: 'failed',
        failed: {
          reason: failure,
          title: 'What it is',
          tries: [
            { failure, sent: 7 },
            { failure, sent: 8 },
          ],
        },
        firmware: { name: 'a.bin', size: FILE_BYTES, modifiedAt: 0, folder: '' },
        ticketRequestId: 'ticket-k',
        timeline: timelineLines(exchange, toolsOf('en')),
        build: '1.0',
        now: new Date(0),
        userAgent: 'Browser/1',
      });
      const { requestId } = factsOf(failure);
      expect(report).toContain(`## OTA Drop: ${codeOf(failure)} ${failure.kind}\n`);
      if (requestId !== undefined) expect(report).toContain(`Request ID: \`${requestId}\``);
      expect(report).toContain('- Ticket request ID: `ticket-k`');
      expect(report).toContain(`- Attempts before: \`${codeOf(failure)} at 7\``);
      expect(report).toContain('Attempt 1\n');
      expect(report).toContain('Next attempt in 1.2\u00a0s, from the first byte');
      expect(report).toContain('- Page: `1.0`');
    },
  );
});
