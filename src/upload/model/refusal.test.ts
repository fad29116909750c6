import { describe, expect, test } from 'vitest';
import { storeRefusalOf, ticketRefusalOf } from './refusal.ts';

const refused = (code: string, status = 400) =>
  ticketRefusalOf({
    kind: 'ticket-refused',
    status,
    problem: { code, message: '', requestId: '' },
  });

describe('why a ticket was refused', () => {
  test.each([
    ['iot.system.SystemException', 'platform-down'],
    ['Iot.system.BillIsOverDue', 'bill'],
    ['iot.system.BillIsOverDue', 'bill'],
    ['iot.system.InstanceNotFound', 'instance'],
    ['iot.common.RamActionPermissionDeny', 'permission'],
    ['iot.check.InvalidFormattedParameter', 'suffix'],
    ['SignatureDoesNotMatch', 'key'],
    ['InvalidAccessKeyId.NotFound', 'key'],
    ['InvalidTimeStamp.Expired', 'clock'],
    ['Throttling.User', 'throttled'],
    ['OtaDrop.BadRequest', 'bad-request'],
    ['OtaDrop.Forbidden', 'unknown-address'],
    ['OtaDrop.UnknownHost', 'unknown-address'],
    ['OtaDrop.PlatformUnreachable', 'platform-unreachable'],
    ['OtaDrop.PlatformAnswerMalformed', 'platform-malformed'],
    ['OtaDrop.UntrustedStoreHost', 'untrusted-host'],
    ['iot.ota.SomethingNew', 'unknown'],
  ])('code %s is %s', (code, refusal) => {
    expect(refused(code)).toBe(refusal);
  });

  test('a code says more than the status; without a known one the status decides', () => {
    expect(refused('SignatureDoesNotMatch', 500)).toBe('key');
    expect(refused('', 429)).toBe('throttled');
    expect(refused('', 401)).toBe('sign-in');
    expect(refused('', 302)).toBe('sign-in');
    for (const status of [400, 404, 405, 418, 451]) expect(refused('', status)).toBe('in-between');
    expect(refused('', 408)).toBe('server-error');
    expect(refused('', 403)).toBe('forbidden');
    expect(refused('', 503)).toBe('server-error');
  });
});

test('a store refusal is told apart by code first', () => {
  const store = (status: number, code?: string, message = '') =>
    storeRefusalOf({
      kind: 'store-refused',
      status,
      error:
        code === undefined ? undefined : { code, ec: undefined, message, requestId: undefined },
      requestId: undefined,
    });
  expect(store(503, 'SlowDown')).toBe('busy');
  expect(store(413)).toBe('proxy-limit');
  expect(store(400, 'RequestTimeout')).toBe('too-slow');
  expect(store(404, 'NoSuchBucket')).toBe('account');
  expect(store(502)).toBe('trouble');
  expect(store(403, 'AccessDenied')).toBe('refused');
  expect(store(403, 'SignatureDoesNotMatch')).toBe('key');
  expect(store(403, 'InvalidAccessKeyId')).toBe('key');
  expect(store(400, 'InvalidPolicyDocument')).toBe('policy');
  expect(store(403, 'AccessDenied', 'Invalid according to Policy: Policy Condition failed')).toBe(
    'policy',
  );
});
