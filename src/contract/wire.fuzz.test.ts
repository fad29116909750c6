import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS } from '../testing/fuzz-runs.ts';
import { isFileSuffix, readSuffix } from './file-suffix.ts';
import { readOssError } from './oss-error.ts';
import { readTicketAnswer } from './platform.ts';
import { readPolicy } from './post-policy.ts';
import { findAddressFault } from './store-address.ts';
import { ticketEnvelope, type Ticket } from './ticket.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** Whatever comes over the wire: no exception, no hang, and nothing let in that is not on the list. */

const runs = { numRuns: FUZZ_RUNS };
const HOST = 'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com';
const good: Ticket = {
  firmwareUrl: `${HOST}/ota/firmware/a.bin`,
  host: HOST,
  key: 'ota/firmware/a.bin',
  OSSAccessKeyId: 'id',
  objectStorage: 'OSS',
  policy: 'e30=',
  signature: 's',
  utcCreate: '2024-11-20T00:11:17.560Z',
  extraFields: {},
};

test(
  'tickets: a good one with anything changed is issued, refused or malformed, and a policy is read or invalid',
  () => {
    const name = fc.constantFrom(
      ...Object.keys(good),
      'success',
      'code',
      'data',
      'Data',
      '__proto__',
      'x-oss-date',
    );
    fc.assert(
      fc.property(name, fc.jsonValue({ maxDepth: 2 }), fc.boolean(), (field, value, inside) => {
        const { data, ...rest } = ticketEnvelope(good, 'r');
        const changed = inside
          ? { ...rest, data: { ...data, [field]: value } }
          : { ...rest, data, [field]: value };
        const answer = readTicketAnswer(changed);
        if (answer.kind !== 'issued') return;
        expect(typeof answer.ticket.key).toBe('string');
        expect(['policy', 'invalid']).toContain(readPolicy(answer.ticket.policy).kind);
      }),
      runs,
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'hosts: none is trusted but the one on the list, letter by letter',
  () => {
    const piece = fc.constantFrom(
      'https://',
      'http://',
      'oss-612ba0f1',
      '.oss-cn-hangzhou',
      '.aliyuncs.com',
      '@',
      ':443',
      ':8443',
      '/',
      '\\',
      '.',
      '.evil.tld',
      'evil-',
      '%2e',
      '#',
      '?',
      ' ',
      '\t',
      '\u3002',
      '\u200b',
      '[::1]',
      '127.0.0.1',
      'HTTPS://',
      'user:pw@',
    );
    const host = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
      fc.webUrl(),
      fc.string(),
    );
    fc.assert(
      fc.property(host, (text) => {
        const fault = findAddressFault(
          { ...good, host: text, firmwareUrl: `${text}/${good.key}` },
          [HOST],
        );
        expect(fault === undefined).toBe(text === HOST);
      }),
      runs,
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'keys: what is let through names one object below the bucket, and nothing else',
  () => {
    const piece = fc.constantFrom(
      'ota/',
      'firmware/',
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '${filename}',
      '?',
      '#',
      'a',
      '.bin',
      '\n',
      '\0',
      '固',
    );
    const key = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(key, (text) => {
        const fault = findAddressFault({ ...good, key: text, firmwareUrl: `${HOST}/${text}` }, [
          HOST,
        ]);
        if (fault !== undefined) return;
        const url = new URL(`${HOST}/${text}`);
        expect(url.href).toBe(`${HOST}/${text}`);
        expect(url.search + url.hash).toBe('');
      }),
      runs,
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'error XML: read as four texts or not at all',
  () => {
    const piece = fc.constantFrom(
      '<?xml version="1.0"?>',
      '<!DOCTYPE x [<!ENTITY a "b">]>',
      '<Error>',
      '<Error xmlns="x">',
      '</Error>',
      '<Code>',
      '</Code>',
      '<Message>',
      '</Message>',
      '<EC>',
      '<RequestId>',
      '&lt;',
      '&a;',
      '&amp;lt;',
      '<![CDATA[',
      ']]>',
      '<!--',
      'AccessDenied',
      '\0',
    );
    const xml = fc.oneof(
      fc.array(piece, { maxLength: 14 }).map((all) => all.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(xml, (text) => {
        const error = readOssError(text);
        if (error === undefined) return;
        for (const part of [error.code, error.message, error.ec, error.requestId]) {
          expect(['string', 'undefined']).toContain(typeof part);
        }
      }),
      runs,
    );
  },
  FUZZ_TIMEOUT_MS,
);

test(
  'file names: every name has a suffix or a proposal, and it is one of the eight',
  () => {
    const piece = fc.constantFrom(
      '.tar',
      '.gz',
      '.TGZ',
      '.bin',
      '.',
      ' ',
      '\u202e',
      '<img onerror=x>',
      '\0',
      '😀',
      'a',
      '/',
      '\n',
    );
    const name = fc.oneof(
      fc.array(piece, { maxLength: 10 }).map((all) => all.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(name, (text) => {
        const reading = readSuffix(text);
        expect(isFileSuffix(reading.kind === 'certain' ? reading.suffix : reading.proposal)).toBe(
          true,
        );
      }),
      runs,
    );
  },
  FUZZ_TIMEOUT_MS,
);
