import {
  ANONYMOUS,
  each,
  INVALID,
  MIB,
  NO_ENCRYPTION,
  NOT_IMPLEMENTED,
  type PostCase,
  refused,
  stored,
  tag,
  TOO_LONG,
  TOO_MUCH,
  values,
  withField,
  withFields,
  WRONG_FILES,
} from './post-case.behaviour.ts';

const KEPT = {
  'cache-control': 'no-store',
  expires: 'Fri, 02 Jan 2026 04:00:00 GMT',
  'content-encoding': 'identity',
  'x-oss-meta-product': 'lamp 7',
  'x-oss-meta-empty': '',
};
const META_MAX = 8192 - 'x-oss-meta-tag'.length;

export const FIELD_CASES: readonly PostCase[] = [
  ...stored(
    {
      oss_names_in_any_case: {
        tamper: ({ key, policy, OSSAccessKeyId, Signature }) => ({
          ...ANONYMOUS,
          key: undefined,
          KEY: key,
          Policy: policy,
          ossAccessKeyID: OSSAccessKeyId,
          signature: Signature,
          SUCCESS_ACTION_STATUS: '200',
          'X-OSS-Meta-Version': '1.2.3',
        }),
      },
    },
    { status: 200, kept: { 'x-oss-meta-version': '1.2.3' } },
  ),
  ...refused(INVALID, {
    ...each((name) => ({ fields: tag('1'), more: [[name, 'another']] }), {
      // It could hide the one that was checked.
      oss_key_given_twice: 'key',
      oss_key_given_twice_in_capitals: 'KEY',
      oss_policy_given_twice: 'Policy',
      oss_metadata_given_twice: 'x-oss-meta-tag',
    }),
    test_post_object_tags_anonymous_request: { fields: { ...ANONYMOUS, 'x-oss-tagging': 'a=b' } },
    test_post_object_tags_authenticated_request: withField('x-oss-tagging', 'a=b'),
    oss_metadata_of_more_than_8_kib: withFields(tag('v'.repeat(META_MAX + 1))),
    oss_acl_that_is_none: withField('x-oss-object-acl', 'public'),
    oss_storage_class_in_small_letters: withField('x-oss-storage-class', 'standard'),
    oss_overwriting_neither_true_nor_false: withField('x-oss-forbid-overwrite', 'yes'),
    oss_header_with_a_line_end: withFields(tag('one\r\nset-cookie: two')),
    oss_header_with_a_null: withField('Cache-Control', 'a\u0000b'),
    oss_header_whose_name_is_none: withField('x-oss-meta-a b', '1'),
  }),
  ...refused(TOO_LONG, {
    oss_name_of_more_than_8_kib: withField('n'.repeat(8193), ''),
    oss_value_of_more_than_2_mib: withField('name', 'v'.repeat(2 * MIB + 1)),
    oss_value_of_more_in_bytes: withField('name', '固'.repeat(700_000)),
  }),
  ...refused(TOO_MUCH, { oss_fields_of_more_than_8_mib: { more: values(4, 2 * MIB) } }),
  ...refused(NO_ENCRYPTION, {
    oss_encryption_that_is_none: withField('x-oss-server-side-encryption', 'DES'),
  }),
  ...refused(NOT_IMPLEMENTED, { oss_callback_is_not_made: withField('callback', 'e30=') }),
  ...refused('409 FileAlreadyExists 0026-00000002', {
    oss_overwriting_forbidden: {
      ...withField('x-oss-forbid-overwrite', 'true'),
      before: 'an older one',
    },
  }),
  ...refused(WRONG_FILES, { oss_no_file: { file: 'none' } }),
  ...stored({
    oss_name_of_8_kib: withField('n'.repeat(8192), ''),
    oss_value_of_2_mib: withField('name', 'v'.repeat(2 * MIB)),
    oss_fields_of_nearly_8_mib: { more: values(3, 2 * MIB) },
    oss_metadata_of_8_kib: withFields(tag('v'.repeat(META_MAX))),
    oss_acl: withField('x-oss-object-acl', 'public-read'),
    oss_storage_class: withField('x-oss-storage-class', 'IA'),
    oss_encryption_by_kms: withField('x-oss-server-side-encryption', 'KMS'),
    oss_overwriting: { ...withField('x-oss-forbid-overwrite', 'false'), before: 'an older one' },
    oss_overwriting_unless_told_otherwise: { before: 'an older one' },
    oss_overwriting_forbidden_of_a_free_key: withField('x-oss-forbid-overwrite', 'true'),
  }),
  ...stored({ oss_headers_that_belong_to_the_object: withFields(KEPT) }, { kept: KEPT }),
  ...stored(
    { oss_content_is_never_shown_whatever_its_type: withField('x-oss-content-type', 'text/html') },
    { kept: { 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' } },
  ),
  ...stored(
    { oss_encryption_is_told: withField('x-oss-server-side-encryption', 'AES256') },
    { headers: { 'x-oss-server-side-encryption': 'AES256' } },
  ),
];
