import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEnvelopeText } from './envelope.ts';
import { findAddressFault } from './store-address.ts';
import { readTicketAnswer, ticketEnvelope, type Ticket } from './ticket.ts';

const HOST = 'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com';
const KEY = 'ota/firmware/bd65da39-cf24-4d9c-b306-6ac14ff50000.bin';
const ticket: Ticket = {
  firmwareUrl: `${HOST}/${KEY}`,
  host: HOST,
  key: KEY,
  OSSAccessKeyId: 'LTAI5tHeD8bfRz5MbhUY0000',
  objectStorage: 'OSS',
  policy: 'eyJ9',
  signature: 'c2ln',
  utcCreate: '2024-11-20T00:11:17.560Z',
  extraFields: {},
};
const { extraFields: _, ...data } = ticket;
const LONG = 'x'.repeat(60_000);
const CLIPPED = `${'x'.repeat(199)}…`;

describe('an answer with a ticket', () => {
  const { OSSAccessKeyId, ...rest } = data;
  const inPascalCase = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name[0]?.toUpperCase() + name.slice(1), value]),
  );
  const nothing = { code: null, errorMessage: null, confirmationToken: null, novel: null };
  const noFields = { 'x-oss-date': null, expire: null };

  test.each([
    ['the documented sample', { code: '', data, requestId: '7da09949', success: true }, '7da09949'],
    [
      'the same in PascalCase',
      { RequestId: '7DA09949', Success: true, Data: { ...inPascalCase, OSSAccessKeyId } },
      '7DA09949',
    ],
    [
      'null for what is absent, text for true, a number for an id',
      { ...nothing, success: 'true', requestId: 7, data: { ...data, ...noFields } },
      '7',
    ],
    ['no request id', { success: true, data, requestId: null }, ''],
    ['a long request id', { success: true, data, requestId: LONG }, CLIPPED],
  ])('%s', (_, body, requestId) => {
    expect(readTicketAnswer(body)).toEqual({ kind: 'issued', ticket, requestId });
  });

  test('fields of a later signature travel along and back', () => {
    const body = { success: true, data: { ...data, 'x-oss-date': '20240713T133414Z', novel: 1 } };
    const answer = readTicketAnswer(body);
    expect(answer).toMatchObject({ ticket: { extraFields: { 'x-oss-date': '20240713T133414Z' } } });
    if (answer.kind !== 'issued') throw new Error(answer.kind);
    const again = readTicketAnswer(ticketEnvelope(answer.ticket, 'r'));
    expect(again).toEqual({ ...answer, requestId: 'r' });
  });

  test('the token for confirmations is never clipped', () => {
    const answer = { success: true, data, confirmationToken: LONG };
    expect(readTicketAnswer(answer)).toMatchObject({ confirmationToken: LONG });
  });
});

const code = 'iot.system.SystemException';
const clipped = { code: CLIPPED, message: CLIPPED, requestId: CLIPPED };

test.each([
  [
    { success: false, code, errorMessage: 'System', requestId: 'a' },
    { code, message: 'System', requestId: 'a' },
  ],
  [
    { Success: false, Code: code, ErrorMessage: 'System', RequestId: 'a' },
    { code, message: 'System', requestId: 'a' },
  ],
  [
    { Code: code, Message: 'System', RequestId: 'a', HostId: 'h' },
    { code, message: 'System', requestId: 'a' },
  ],
  [
    { success: 'false', code: 40001, errorMessage: null, requestId: 12 },
    { code: '40001', message: '', requestId: '12' },
  ],
  [{ success: false, code: LONG, errorMessage: LONG, requestId: LONG }, clipped],
  [
    { Code: 'Throttling\u202e', Message: `a\u202e${LONG}`, RequestId: 'a\nb' },
    {
      code: String.raw`Throttling\u202E`,
      message: String.raw`a\u202E${'x'.repeat(192)}…`,
      requestId: String.raw`a\u000Ab`,
    },
  ],
])('the refusal %.90j is read', (body, problem) => {
  expect(readTicketAnswer(body)).toEqual({ kind: 'refused', problem });
});

test.each([
  [null, 'answer', 'answer'],
  ['<html>', 'answer', 'answer'],
  [{}, 'answer', 'neither success nor code'],
  [{ success: null, code: null }, 'answer', 'neither success nor code'],
  [{ success: 'yes' }, 'answer', 'success'],
  [{ success: LONG }, 'answer', 'success'],
  [{ success: true }, 'ticket', 'data'],
  [{ success: true, data: { ...data, key: null } }, 'ticket', 'data.key'],
  [{ success: true, data: { ...data, policy: undefined } }, 'ticket', 'data.policy'],
  [{ success: true, data: { ...data, utcCreate: 'now' } }, 'ticket', 'data.utcCreate'],
])('%.90j is malformed, and the fault is named', (body, part, named) => {
  const answer = readTicketAnswer(body);
  expect(answer).toMatchObject({ kind: 'malformed', part, detail: expect.stringContaining(named) });
  expect('detail' in answer && Array.from(answer.detail).length).toBeLessThanOrEqual(200);
});

test('a text that is no JSON is malformed', () => {
  expect(readEnvelopeText('<html>')).toEqual({
    kind: 'malformed',
    detail: 'the answer is no JSON',
  });
});

test('whatever JSON comes, it is issued, refused or malformed', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      expect(['issued', 'refused', 'malformed']).toContain(readTicketAnswer(body).kind);
    }),
  );
});

describe('where a ticket sends a firmware', () => {
  const at = (changed: Partial<Ticket>) =>
    findAddressFault({ ...ticket, ...changed }, [HOST])?.kind;
  const atHost = (host: string) => ({ host, firmwareUrl: `${host}/${KEY}` });

  test('the pinned bucket is trusted', () => expect(at({})).toBe(undefined));

  test.each([
    'http://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com',
    'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com.evil.tld',
    'https://evil-oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com',
    'https://user@oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com',
    'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com:8443',
    'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com/',
    'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com/x',
    'javascript:alert(1)',
    'oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com',
  ])('%s is not', (host) => expect(at(atHost(host))).toBe('host'));

  test('without a list any https origin will do, http will not', () => {
    const withoutList = (changed: Partial<Ticket>) =>
      findAddressFault({ ...ticket, ...changed }, undefined)?.kind;
    expect(withoutList({})).toBe(undefined);
    expect(withoutList(atHost('http://127.0.0.1:8081'))).toBe('host');
  });

  test.each([
    '/ota/a.bin',
    'ota/../a.bin',
    'ota//a.bin',
    'ota/${filename}',
    'ota/a b.bin',
    'ota/a\n',
  ])('the key %j is refused', (key) =>
    expect(at({ key, firmwareUrl: `${HOST}/${key}` })).toBe('key'),
  );

  test('the address has to be host and key, byte for byte', () => {
    expect(at({ firmwareUrl: `${HOST}/ota/firmware/other.bin` })).toBe('firmware-url');
  });

  test('a bucket may stand in the path of an S3 store, and there alone', () => {
    const store = 'https://ceph.example.com/firmware';
    const found = (objectStorage: string, hosts: readonly string[] | undefined, host = store) =>
      findAddressFault({ ...ticket, ...atHost(host), objectStorage }, hosts)?.kind;
    expect(found('S3', [store])).toBe(undefined);
    expect(found('S3', undefined)).toBe(undefined);
    expect(found('OSS', [store])).toBe('host');
    expect(found('S3', ['https://ceph.example.com'])).toBe('host');
    expect(found('S3', ['https://ceph.example.com/other'])).toBe('host');
    for (const host of [`${store}/`, `${store}/x`, 'https://ceph.example.com/..', `${store}?x`]) {
      expect(found('S3', undefined, host)).toBe('host');
    }
  });

  test('another kind of storage is refused', () => {
    expect(at({ objectStorage: 'COS' })).toBe('storage-type');
  });

  test('what is refused is named in at most 200 characters', () => {
    const told = String.raw`\u202E${'x'.repeat(193)}…`;
    const fault = (changed: Partial<Ticket>) =>
      findAddressFault({ ...ticket, ...changed }, undefined);
    const hostile = `\u202e${LONG}`;
    expect(fault({ host: hostile })).toEqual({ kind: 'host', host: told });
    expect(fault({ key: hostile })).toEqual({ kind: 'key', key: told });
    const firmwareUrl = hostile;
    expect(fault({ firmwareUrl })).toEqual({ kind: 'firmware-url', firmwareUrl: told });
    expect(fault({ objectStorage: hostile })).toMatchObject({ objectStorage: told });
  });
});
