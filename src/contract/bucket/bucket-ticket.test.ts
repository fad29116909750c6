import { expect, test } from 'vitest';
import { postFormFields } from '../post-form.ts';
import { findUnmetCondition, policyLifeMs, readPolicy, sizeRange } from '../post-policy.ts';
import { findAddressFault } from '../store-address.ts';
import { bucketAddress, type BucketAccess } from './bucket-access.ts';
import { issueBucketTicket } from './bucket-ticket.ts';

const AT = new Date('2024-07-13T13:34:14.560Z');
const CEPH: BucketAccess = {
  storage: 'S3',
  endpoint: 'https://ceph.example.com:7480',
  bucket: 'firmware',
  style: 'path',
  region: 'default',
  signature: 'scoped',
  credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
};
const OSS: BucketAccess = {
  ...CEPH,
  storage: 'OSS',
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  style: 'virtual-host',
  region: 'cn-hangzhou',
};
const TEMPORARY = { accessKeyId: 'STS.id', accessKeySecret: 'secret', securityToken: 'token' };

const issue = (access: BucketAccess) =>
  issueBucketTicket(access, { key: 'ota/firmware/1.bin', at: AT, lifeMs: 60_000 });

test('a bucket stands before its store, or behind it', () => {
  expect(bucketAddress(CEPH)).toBe('https://ceph.example.com:7480/firmware');
  expect(bucketAddress({ ...CEPH, style: 'virtual-host' })).toBe(
    'https://firmware.ceph.example.com:7480',
  );
});

test.each([
  [
    'S3, version 4',
    CEPH,
    'key policy x-amz-signature success_action_status x-amz-algorithm x-amz-credential x-amz-date',
  ],
  [
    'S3, version 2',
    { ...CEPH, signature: 'plain' as const },
    'key policy AWSAccessKeyId signature success_action_status',
  ],
  [
    'S3, a temporary key',
    { ...CEPH, signature: 'plain' as const, credentials: TEMPORARY },
    'key policy AWSAccessKeyId signature success_action_status x-amz-security-token',
  ],
  [
    'OSS, version 4',
    { ...OSS, credentials: TEMPORARY },
    'key policy x-oss-signature success_action_status x-oss-signature-version x-oss-credential x-oss-date x-oss-security-token x-oss-forbid-overwrite',
  ],
  [
    'OSS, version 1',
    { ...OSS, signature: 'plain' as const },
    'key policy OSSAccessKeyId Signature success_action_status x-oss-forbid-overwrite',
  ],
])('the form of %s has these fields, each named in its policy', async (_, access, names) => {
  const ticket = await issue(access);
  const fields = postFormFields(ticket);
  expect(fields.map(([name]) => name).join(' ')).toBe(names);
  const reading = readPolicy(ticket.policy);
  if (reading.kind === 'invalid') throw new Error(reading.detail);
  const { policy } = reading;
  const byName = new Map(fields.map(([name, value]) => [name.toLowerCase(), value]));
  expect(findUnmetCondition(policy, new Map([...byName, ['bucket', 'firmware']]))).toBe(undefined);
  const named = new Set(policy.conditions.flatMap((each) => ('field' in each ? each.field : [])));
  const proofs = /^(policy|ossaccesskeyid|awsaccesskeyid|(x-(oss|amz)-)?signature)$/;
  const unnamed = [...byName.keys()].filter((name) => !named.has(name));
  expect(unnamed.filter((name) => !proofs.test(name))).toEqual([]);
});

test('a ticket is good for one key, a firmware’s size and its own time', async () => {
  const ticket = await issue(CEPH);
  const reading = readPolicy(ticket.policy);
  if (reading.kind === 'invalid') throw new Error(reading.detail);
  expect(sizeRange(reading.policy)).toEqual({ min: 1, max: 1_048_576_000 });
  expect(policyLifeMs(reading.policy, ticket.utcCreate)).toBe(60_000);
  expect(reading.policy.conditions).toContainEqual({ kind: 'eq', field: 'key', value: ticket.key });
  expect(findAddressFault(ticket, ['https://ceph.example.com:7480/firmware'])).toBe(undefined);
});

test('what the platform adds for another dialect does not travel along', async () => {
  const ticket = await issue(CEPH);
  const mixed = { ...ticket, extraFields: { ...ticket.extraFields, 'x-oss-date': '1' } };
  expect(postFormFields(mixed)).toEqual(postFormFields(ticket));
  expect(() => postFormFields({ ...ticket, objectStorage: 'COS' })).toThrow('no form for COS');
});
