import { encodePolicy } from '../../../contract/post-policy.ts';
import { SAMPLE_CREDENTIALS } from '../../cloud.ts';
import {
  ANONYMOUS,
  ANY_KEY,
  missing,
  NOW,
  type PostCase,
  range,
  refused,
  stored,
  tampered,
  UNSIGNED,
  withField,
  withFields,
} from './post-case.behaviour.ts';

export const SIGNATURE_CASES: readonly PostCase[] = [
  ...stored({ test_post_object_authenticated_request: {} }),
  ...refused('403 AccessDenied 0003-00000001', {
    test_post_object_anonymous_request: { fields: ANONYMOUS },
  }),
  ...refused('403 InvalidAccessKeyId 0002-00000901', {
    test_post_object_authenticated_request_bad_access_key: withFields({ OSSAccessKeyId: 'other' }),
  }),
  ...refused(missing('702'), {
    oss_policy_left_out: withFields({ policy: undefined }),
    oss_policy_of_nothing: withFields({ policy: '' }),
    oss_key_id_alone: withFields({ policy: undefined, Signature: undefined }),
  }),
  ...refused(missing('703'), {
    test_post_object_missing_signature: withFields({ Signature: undefined }),
  }),
  ...refused(missing('704'), { oss_signature_of_nothing: withFields({ Signature: '' }) }),
  ...refused(missing('706'), { oss_key_id_left_out: withFields({ OSSAccessKeyId: undefined }) }),
  ...refused(missing('707'), {
    test_post_object_invalid_access_key: withFields({ OSSAccessKeyId: '' }),
  }),
  ...refused(UNSIGNED, {
    test_post_object_invalid_signature: withFields({ Signature: 'eA==' }),
    oss_signature_of_another_secret: { secret: 'wrong' },
    oss_signature_with_the_ampersand_of_rpc: { secret: `${SAMPLE_CREDENTIALS.accessKeySecret}&` },
    oss_signature_of_the_policy_without_a_line_end: tampered((policy) => `${policy}\n`),
    oss_signature_of_the_policy_without_a_blank: tampered((policy) => ` ${policy}`),
    oss_signature_of_the_policy_with_padding: tampered((policy) => policy.replace(/.=*$/, '')),
    oss_signature_of_another_policy: tampered(() =>
      encodePolicy(new Date(NOW + 60_000), [ANY_KEY, range(0, 1000)]),
    ),
    oss_policy_is_not_read_unsigned: { policy: 'garbage', secret: 'wrong' },
  }),
  ...refused(missing('703'), {
    oss_version_4_with_a_signature_of_version_1: withField(
      'x-oss-signature-version',
      'OSS4-HMAC-SHA256',
    ),
  }),
  ...refused(missing('701'), {
    oss_a_version_that_there_is_not: withField('x-oss-signature-version', 'OSS5'),
  }),
];
