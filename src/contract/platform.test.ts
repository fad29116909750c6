import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { readTicketAnswer } from './platform.ts';
import { findAddressFault } from './store-address.ts';
import { ticketEnvelope, type Ticket } from './ticket.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

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

describe('the platform answers', () => {
  test('the documented sample, camelCase, with code ""', () => {
    const body = { code: '', data, requestId: '7da09949', success: true };
    expect(readTicketAnswer(body)).toEqual({ kind: 'issued', ticket, requestId: '7da09949' });
  });

  test('the same in PascalCase', () => {
    const { OSSAccessKeyId, ...rest } = data;
    const Data = Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [name[0]?.toUpperCase() + name.slice(1), value]),
    );
    const body = { RequestId: '7DA09949', Success: true, Data: { ...Data, OSSAccessKeyId } };
    expect(readTicketAnswer(body)).toEqual({ kind: 'issued', ticket, requestId: '7DA09949' });
  });

  test('null is absent, text may say true, and ids may be numbers', () => {
    const nothing = { code: null, errorMessage: null, confirmationToken: null, novel: null };
    const body = {
      ...nothing,
      success: 'true',
      requestId: 7,
      data: { ...data, 'x-oss-date': null, expire: null },
    };
    expect(readTicketAnswer(body)).toEqual({ kind: 'issued', ticket, requestId: '7' });
    expect(readTicketAnswer({ success: true, data, requestId: null })).toMatchObject({
      kind: 'issued',
      requestId: '',
    });
    expect(
      readTicketAnswer({ success: 'false', code: 40001, errorMessage: null, requestId: 12 }),
    ).toEqual({ kind: 'refused', problem: { code: '40001', message: '', requestId: '12' } });
    expect(readTicketAnswer({ success: null, code: null })).toMatchObject({ kind: 'malformed' });
    expect(readTicketAnswer({ success: true, data: { ...data, key: null } })).toMatchObject({
      kind: 'malformed',
      part: 'ticket',
    });
  });

  test('fields of a later signature travel along and back', () => {
    const body = { success: true, data: { ...data, 'x-oss-date': '20240713T133414Z', novel: 1 } };
    const answer = readTicketAnswer(body);
    expect(answer).toMatchObject({ ticket: { extraFields: { 'x-oss-date': '20240713T133414Z' } } });
    if (answer.kind !== 'issued') throw new Error(answer.kind);
    expect(readTicketAnswer(ticketEnvelope(answer.ticket, 'r'))).toEqual({
      ...answer,
      requestId: 'r',
    });
  });

  test.each([
    [
      {
        success: false,
        code: 'iot.system.SystemException',
        errorMessage: 'System',
        requestId: 'a',
      },
    ],
    [
      {
        Success: false,
        Code: 'iot.system.SystemException',
        ErrorMessage: 'System',
        RequestId: 'a',
      },
    ],
    [{ Code: 'iot.system.SystemException', Message: 'System', RequestId: 'a', HostId: 'h' }],
  ])('a refusal in each of its shapes: %j', (body) => {
    expect(readTicketAnswer(body)).toEqual({
      kind: 'refused',
      problem: { code: 'iot.system.SystemException', message: 'System', requestId: 'a' },
    });
  });

  test.each([
    [null, 'answer'],
    ['<html>', 'answer'],
    [{}, 'neither success nor code'],
    [{ success: 'yes' }, 'success'],
    [{ success: true }, 'data'],
    [{ success: true, data: { ...data, policy: undefined } }, 'data.policy'],
    [{ success: true, data: { ...data, utcCreate: 'now' } }, 'data.utcCreate'],
  ])('%j is malformed, and the fault is named', (body, named) => {
    const answer = readTicketAnswer(body);
    expect(answer.kind).toBe('malformed');
    expect(answer.kind === 'malformed' && answer.detail).toContain(named);
  });

  test('whatever JSON comes, the answer is one of the three', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(['issued', 'refused', 'malformed']).toContain(readTicketAnswer(body).kind);
      }),
    );
  });
});

describe('where a ticket sends a firmware', () => {
  const at = (changed: Partial<Ticket>) =>
    findAddressFault({ ...ticket, ...changed }, [HOST])?.kind;

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
  ])('%s is not', (host) => {
    expect(at({ host, firmwareUrl: `${host}/${KEY}` })).toBe('host');
  });

  test('without a list any https origin will do, http will not', () => {
    expect(findAddressFault(ticket, undefined)).toBe(undefined);
    const host = 'http://127.0.0.1:8081';
    expect(
      findAddressFault({ ...ticket, host, firmwareUrl: `${host}/${KEY}` }, undefined)?.kind,
    ).toBe('host');
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

  test('another kind of storage is refused', () =>
    expect(at({ objectStorage: 'COS' })).toBe('storage-type'));
});
