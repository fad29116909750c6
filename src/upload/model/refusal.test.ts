import { describe, expect, test } from 'vitest';
import { storeRefusalOf, ticketRefusalOf } from './refusal.ts';

const refused = (code: string, status = 400) =>
  ticketRefusalOf({ status, problem: { code, message: '', requestId: '' } });

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
    ['OtaDrop.StoreAway', 'store-away'],
    ['OtaDrop.PlatformAnswerMalformed', 'platform-malformed'],
    ['OtaDrop.UntrustedStoreHost', 'untrusted-host'],
    ['iot.ota.SomethingNew', 'unknown'],
    ['__proto__', 'unknown'],
    ['constructor', 'unknown'],
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

test.each([
  [503, 'SlowDown', '', 'busy'],
  [413, undefined, '', 'proxy-limit'],
  [400, 'RequestTimeout', '', 'too-slow'],
  [404, 'NoSuchBucket', '', 'account'],
  [502, undefined, '', 'store-error'],
  [403, 'AccessDenied', '', 'refused'],
  [403, 'SignatureDoesNotMatch', '', 'key'],
  [403, 'InvalidAccessKeyId', '', 'key'],
  [400, 'InvalidPolicyDocument', '', 'policy'],
  [403, 'AccessDenied', 'Invalid according to Policy: Policy Condition failed', 'policy'],
])('the store’s %i %s %s is %s', (status, code, message, refusal) => {
  const error =
    code === undefined ? undefined : { code, ec: undefined, message, requestId: undefined };
  expect(storeRefusalOf({ status, error })).toBe(refusal);
});
