import { expect, test } from 'vitest';
import { crc64 } from '../../contract/crc64.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { encodePolicy, signPolicy } from '../../contract/post-policy.ts';
import { SAMPLE_CREDENTIALS } from '../cloud.ts';

/**
 * What PostObject has to do, case by case, whatever carries the form. Names that begin with `test_post_object_` are those of the
 * public S3 case list (ceph/s3-tests), where a case of OSS corresponds; what is expected is OSS's, as its pages and ours have it.
 */
export type PostCase = readonly [name: string, given: Given, expected: Refusal | Stored];

/** What differs from a form that is accepted. */
export type Given = {
  /** Set over the four that are needed; undefined leaves one out. */
  readonly fields?: FieldValues;
  /** Appended as they are, after all others. */
  readonly more?: Fields;
  /** Changes the fields once they are signed. */
  readonly tamper?: (signed: SignedFields) => FieldValues;
  readonly conditions?: readonly unknown[];
  readonly expiresInMs?: number;
  /** The policy as it is sent and signed, in place of conditions and expiry. */
  readonly policy?: string;
  readonly secret?: string;
  readonly file?: { readonly name?: string; readonly bytes?: string | Uint8Array } | 'none';
  /** An object that is there already, under `KEY`. */
  readonly before?: string;
  readonly origin?: string;
};

/** Status, code and EC of a refusal, or with more than that. */
export type Refusal = string | (Seen & { readonly refusal: string; readonly message?: string });

export type Stored = Seen & {
  /** 204 unless told otherwise. */
  readonly status?: number;
  /** `KEY` unless told otherwise. */
  readonly storedAs?: string;
  /** What GET of the object tells. */
  readonly kept?: Readonly<Record<string, string>>;
};

/** What the answer has; a header that is undefined is not there. */
type Seen = {
  readonly headers?: Readonly<Record<string, string | RegExp | undefined>>;
  readonly body?: RegExp;
};

type Fields = readonly (readonly [name: string, value: string])[];
type FieldValues = Readonly<Record<string, string | undefined>>;
export type SignedFields = Readonly<
  Record<'key' | 'policy' | 'OSSAccessKeyId' | 'Signature', string>
>;

export type Form = { readonly fields: Fields; readonly file: FormFile | undefined };
export type FormFile = { readonly fileName: string; readonly bytes: Uint8Array };
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Buffer };

/** A cloud with nothing in it, and a way to it. Its clock stands at `NOW`. */
export type Transport<G extends Given = Given> = {
  post(form: Form, given: G): Promise<Answer>;
  get(key: string): Promise<Answer>;
  /** How much there is besides objects: staged bytes, stray files. */
  strays(): Promise<number>;
};

export const NOW = Date.parse('2026-01-02T03:04:05.000Z');
export const KEY = 'ota/firmware/a.bin';
export const ANY_KEY = ['starts-with', '$key', ''];
const BYTES = 'the bytes of a firmware';

export const INVALID = '400 InvalidArgument 0002-00000701';
export const MALFORMED = '400 MalformedPOSTRequest 0006-00000104';
export const WRONG_FILES = '400 IncorrectNumberOfFilesInPOSTRequest 0006-00000107';
export const INVALID_NAME = '400 InvalidObjectName 0006-00000111';
const EXPIRED = '403 AccessDenied 0006-00000213';
const UNMET = '403 AccessDenied 0006-00000227';
const UNSIGNED = '403 SignatureDoesNotMatch 0002-00000705';
const TOO_LARGE = '400 EntityTooLarge 0006-00000003';
const TOO_SMALL = '400 EntityTooSmall 0006-00000004';
const TOO_LONG = '400 FieldItemTooLong 0006-00000110';
const TOO_MUCH = '400 MaxPOSTPreDataLengthExceededError 0006-00000112';
const NOT_IMPLEMENTED = '501 NotImplemented 0000-00000501';
const NO_ENCRYPTION = '400 InvalidEncryptionAlgorithmError 0009-00000001';
const missing = (ec: string) => `400 InvalidArgument 0002-00000${ec}`;
const badPolicy = (ec: string) => `400 InvalidPolicyDocument 0006-00000${ec}`;

/** Cases that differ in nothing but what is given. */
export function refused<G extends Given>(refusal: Refusal, cases: Readonly<Record<string, G>>) {
  return Object.entries(cases).map(([name, given]) => [name, given, refusal] as const);
}
export function stored<G extends Given>(cases: Readonly<Record<string, G>>, expected: Stored = {}) {
  return Object.entries(cases).map(([name, given]) => [name, given, expected] as const);
}
/** Cases that differ in one thing of what is given. */
function each<T>(given: (value: T) => Given, cases: Readonly<Record<string, T>>) {
  return Object.fromEntries(Object.entries(cases).map(([name, value]) => [name, given(value)]));
}

const MIB = 1024 * 1024;
const ANONYMOUS = { policy: undefined, Signature: undefined, OSSAccessKeyId: undefined };
const withFields = (fields: FieldValues): Given => ({ fields });
const withKey = (key: string) => withFields({ key });
const withField = (name: string, value: string): Given => ({ more: [[name, value]] });
const withPolicy = (text: string): Given => ({ policy: btoa(text) });
/** A condition besides the one for the key, and what the form has for it. */
const when = (condition: unknown, fields: FieldValues = {}): Given => ({
  conditions: [ANY_KEY, condition],
  fields,
});
const tampered = (change: (policy: string) => string): Given => ({
  tamper: ({ policy }) => ({ policy: change(policy) }),
});
const tag = (value: string | undefined) => ({ 'x-oss-meta-tag': value });
const range = (...bounds: readonly unknown[]) => ['content-length-range', ...bounds];
/** A file of so many bytes, where from `least` to `most` are allowed. */
const sized = (bytes: number, ...bounds: readonly number[]): Given => ({
  conditions: bounds.length === 0 ? [ANY_KEY] : [ANY_KEY, range(...bounds)],
  file: { bytes: new Uint8Array(bytes).fill(7) },
});
const values = (count: number, length: number): Fields =>
  Array.from({ length: count }, (_, i) => [`n${i}`, 'v'.repeat(length)]);

const WHO: readonly PostCase[] = [
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

const IN_TIME = '"expiration":"2030-01-01T00:00:00.000Z"';
const SOME = '["starts-with","$key",""]';
const withConditions = (text: string) => withPolicy(`{${IN_TIME},"conditions":${text}}`);
const withCondition = (...condition: readonly unknown[]): Given => ({ conditions: [condition] });

const POLICY: readonly PostCase[] = [
  ...refused(EXPIRED, { test_post_object_expired_policy: { expiresInMs: -1 } }),
  ...stored({ oss_expiration_is_its_own_millisecond: { expiresInMs: 0 } }),
  ...refused(badPolicy('206'), {
    oss_policy_is_not_base64: { policy: '%%%' },
    oss_policy_is_not_json: withPolicy('{"expiration"'),
    oss_policy_is_not_utf8: withPolicy('{"expiration":"\xff"}'),
    oss_policy_is_not_an_object: withPolicy('[]'),
  }),
  ...refused(badPolicy('207'), {
    test_post_object_missing_conditions_list: withPolicy(`{${IN_TIME}}`),
    test_post_object_condition_is_case_sensitive: withPolicy(`{${IN_TIME},"CONDITIONS":[${SOME}]}`),
  }),
  ...refused(badPolicy('208'), {
    test_post_object_missing_expires_condition: withPolicy(`{"conditions":[${SOME}]}`),
    test_post_object_expires_is_case_sensitive: withPolicy(
      `{"EXPIRATION":"2030-01-01T00:00:00Z","conditions":[${SOME}]}`,
    ),
  }),
  ...refused(badPolicy('209'), { oss_policy_has_neither: withPolicy('{}') }),
  ...refused(badPolicy('210'), {
    test_post_object_invalid_date_format: withPolicy(
      `{"expiration":"tomorrow","conditions":[${SOME}]}`,
    ),
    oss_conditions_are_no_list: withConditions('{"key":"a"}'),
  }),
  ...refused(badPolicy('211'), { oss_conditions_may_not_be_none: { conditions: [] } }),
  ...refused(badPolicy('215'), {
    test_post_object_empty_conditions: withConditions('[{}]'),
    oss_condition_with_two_names: withConditions('[{"a":"b","c":"d"}]'),
  }),
  ...refused(badPolicy('216'), {
    oss_condition_with_an_unknown_operator: withCondition('matches', '$key', '.*'),
  }),
  ...refused(badPolicy('217'), { oss_eq_without_a_value: withCondition('eq', '$key') }),
  ...refused(badPolicy('218'), {
    oss_prefix_of_the_bucket: withCondition('starts-with', '$bucket', 'a'),
  }),
  ...refused(badPolicy('219'), {
    oss_size_that_is_text: withCondition(...range('0', '9')),
    test_post_object_missing_content_length_argument: withCondition(...range(0)),
    test_post_object_invalid_content_length_argument: withCondition(...range(-1, 0)),
  }),
  ...refused(badPolicy('223'), { oss_size_range_upside_down: withCondition(...range(9, 1)) }),
  ...refused(badPolicy('224'), { oss_in_wants_a_list: when(['in', '$x-oss-meta-tag', 'a']) }),
];

/** Each condition with fields that meet it, and with fields that do not. */
const MET_OR_NOT: readonly (readonly [string, unknown, FieldValues, FieldValues])[] = [
  ['eq', ['eq', '$x-oss-meta-tag', 'abc'], tag('abc'), tag('abcd')],
  ['eq_as_an_object', { 'x-oss-meta-tag': 'abc' }, tag('abc'), tag('ABC')],
  ['eq_nothing', ['eq', '$x-oss-meta-tag', ''], tag(''), tag(undefined)],
  ['eq_in_capitals', ['EQ', '$X-OSS-Meta-Tag', 'abc'], tag('abc'), tag('ab')],
  ['eq_a_dollar', ['eq', '$x-oss-meta-tag', String.raw`\$5`], tag('$5'), tag('5')],
  ['starts_with', ['starts-with', '$x-oss-meta-tag', 'ab'], tag('abc'), tag('xab')],
  ['starts_with_anything', ['starts-with', '$x-oss-meta-tag', ''], tag(''), tag(undefined)],
  ['in', ['in', '$x-oss-meta-tag', ['a', 'b']], tag('b'), tag('ab')],
  ['not_in', ['not-in', '$x-oss-meta-tag', ['a', 'b']], tag('c'), tag('a')],
  ['not_in_missing', ['not-in', '$x-oss-meta-tag', ['a']], tag(''), tag(undefined)],
  ['key', ['starts-with', '$key', 'ota/firmware/'], {}, { key: 'ota/other/a.bin' }],
  ['key_with_case', ['starts-with', '$key', 'ota/'], {}, { key: 'OTA/a.bin' }],
  ['status', { success_action_status: '204' }, { success_action_status: '204' }, {}],
];

const CONDITIONS: readonly PostCase[] = [
  ...MET_OR_NOT.flatMap(([name, condition, met, unmet]) => [
    ...stored({ [`oss_met_${name}`]: when(condition, met) }),
    ...refused(UNMET, { [`oss_unmet_${name}`]: when(condition, unmet) }),
  ]),
  // The bucket is the bucket, whatever a field of that name says.
  ...stored({
    oss_bucket: when({ bucket: 'ota-drop' }),
    oss_bucket_is_not_what_a_field_says: when({ bucket: 'ota-drop' }, { bucket: 'another' }),
    // Amazon wants every field to be named by a condition, the signature version 1 of OSS does not.
    test_post_object_missing_policy_condition: withFields({ name: 'a.bin', submit: 'Upload' }),
    test_post_object_ignored_header: withFields({ 'x-ignore-foo': 'bar', 'x:var': 'x' }),
  }),
  ...refused(UNMET, {
    test_post_object_wrong_bucket: when({ bucket: 'another' }, { bucket: 'another' }),
    test_post_object_request_missing_policy_specified_field: when([
      'starts-with',
      '$x-oss-meta-tag',
      'bar',
    ]),
    test_post_object_invalid_request_field_value: when(
      ['eq', '$x-oss-meta-tag', ''],
      tag('private'),
    ),
  }),
  ...stored(
    {
      test_post_object_user_specified_header: when(
        ['starts-with', '$x-oss-meta-tag', 'bar'],
        tag('barclamp'),
      ),
      test_post_object_case_insensitive_condition_fields: {
        conditions: [
          ['StArTs-WiTh', '$KeY', 'ota/'],
          ['EQ', '$X-OSS-Meta-Tag', 'barclamp'],
        ],
        fields: { key: undefined, kEy: KEY, 'X-Oss-Meta-TAG': 'barclamp' },
      },
    },
    { kept: { 'x-oss-meta-tag': 'barclamp' } },
  ),
  ...stored(
    {
      test_post_object_escaped_field_values: {
        conditions: [['starts-with', '$key', String.raw`\$foo`]],
        ...withKey('$foo.txt'),
      },
    },
    { storedAs: '$foo.txt' },
  ),
  ...refused(
    {
      refusal: UNMET,
      message: 'Invalid according to Policy: Policy Condition failed: ["eq","$x-oss-meta-a","<1>"]',
    },
    {
      oss_the_first_unmet_condition_is_quoted: {
        conditions: [ANY_KEY, { 'x-oss-meta-a': '<1>' }, { 'x-oss-meta-b': '2' }],
      },
    },
  ),
];

const SIZE: readonly PostCase[] = [
  ...refused(TOO_LARGE, {
    test_post_object_upload_size_limit_exceeded: sized(10, 0, 9),
    oss_size_a_megabyte_over: sized(2 * MIB, 0, MIB),
    oss_size_of_two_ranges_the_narrower_counts: {
      ...sized(11),
      conditions: [ANY_KEY, range(0, 100), range(0, 10)],
    },
  }),
  ...refused(TOO_SMALL, {
    test_post_object_upload_size_below_minimum: sized(511, 512, 1000),
    oss_size_nothing_below_the_least: sized(0, 1, 20),
  }),
  ...stored({
    oss_size_exactly_the_least: sized(10, 10, 20),
    oss_size_exactly_the_most: sized(10, 0, 10),
    oss_size_exactly_one: sized(10, 10, 10),
    oss_size_nothing_where_the_floor_is_0: sized(0, 0, 10),
    test_post_object_upload_larger_than_chunk: sized(3 * MIB),
    test_post_object_upload_size_rgw_chunk_size_bug: sized(65_536 * 3 + 1),
  }),
];

const KEYS: readonly PostCase[] = [
  ...refused(INVALID, { test_post_object_no_key_specified: withFields({ key: undefined }) }),
  ...stored(
    {
      test_post_object_set_key_from_filename: {
        ...withKey('ota/${filename}'),
        file: { name: '固件 1.bin' },
        // The policy has not seen the name.
        conditions: [['eq', '$key', String.raw`ota/\${filename}`]],
      },
    },
    { storedAs: 'ota/固件 1.bin' },
  ),
  ...refused(UNMET, {
    oss_filename_is_not_seen_by_the_policy: {
      ...withKey('ota/${filename}'),
      file: { name: 'foo.txt' },
      conditions: [['eq', '$key', 'ota/foo.txt']],
    },
  }),
  ...['a$&b', '$$', '$1', '${filename}'].flatMap((name) =>
    stored(
      { [`oss_filename_${name}`]: { ...withKey('${filename}/${filename}'), file: { name } } },
      { storedAs: `${name}/${name}` },
    ),
  ),
  ...refused(
    INVALID_NAME,
    each(withKey, {
      oss_key_of_nothing: '',
      oss_key_with_a_slash_first: '/a.bin',
      oss_key_with_a_backslash_first: '\\a.bin',
      oss_key_no_address_leads_to: '.',
      oss_key_no_address_leads_to_either: '..',
      oss_key_of_1024_bytes: 'k'.repeat(1024),
      oss_key_of_1024_bytes_of_unicode: `${'固'.repeat(341)}k`,
      oss_key_of_a_megabyte: 'k'.repeat(1_000_000),
    }),
  ),
  ...[
    ['k'.repeat(1023), '固'.repeat(341), '../../etc/passwd', '__proto__'],
    // With everything that means something in a URL.
    ['a b+c%2F?x=1#&é🚀.bin'],
  ]
    .flat()
    .flatMap((key) => stored({ [`oss_key_${key.slice(0, 20)}`]: withKey(key) }, { storedAs: key })),
];

const KEPT = {
  'cache-control': 'no-store',
  expires: 'Fri, 02 Jan 2026 04:00:00 GMT',
  'content-encoding': 'identity',
  'x-oss-meta-product': 'lamp 7',
  'x-oss-meta-empty': '',
};
const META_MAX = 8192 - 'x-oss-meta-tag'.length;

const FIELDS: readonly PostCase[] = [
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

const asking = (success_action_status: string) => withFields({ success_action_status });
const redirecting = (success_action_redirect: string) => withFields({ success_action_redirect });
const AS_SENT = 'ota/firmware/a%20%26%20%3Cb%3E.bin';

const ANSWERS: readonly PostCase[] = [
  ...stored(
    each(asking, {
      oss_success_of_nothing: '',
      oss_success_204: '204',
      test_post_object_set_invalid_success_code: '404',
      oss_success_ok: 'OK',
      oss_success_with_a_blank: ' 200',
    }),
    { body: /^$/ },
  ),
  ...stored({ oss_success_200: asking('200') }, { status: 200, body: /^$/ }),
  ...stored(
    {
      test_post_object_set_success_code: withFields({
        key: 'ota/firmware/a & <b>.bin',
        success_action_status: '201',
      }),
    },
    {
      status: 201,
      storedAs: 'ota/firmware/a & <b>.bin',
      headers: {
        'content-type': 'application/xml',
        location: new RegExp(String.raw`^http://127\.0\.0\.1(:\d+)?/${AS_SENT}$`),
      },
      body: new RegExp(
        String.raw`^<\?xml version="1\.0" encoding="UTF-8"\?>\n<PostResponse><Bucket>ota-drop</Bucket>` +
          '<ETag>&quot;[0-9A-F]{32}&quot;</ETag><Key>ota/firmware/a &amp; &lt;b&gt;.bin</Key>' +
          String.raw`<Location>http://127\.0\.0\.1(:\d+)?/${AS_SENT}</Location></PostResponse>\n$`,
      ),
    },
  ),
  ...stored(
    {
      test_post_object_success_redirect_action: withFields({
        success_action_redirect: 'https://example.com/done?job=7',
        success_action_status: '200',
      }),
    },
    {
      status: 303,
      headers: {
        location:
          /^https:\/\/example\.com\/done\?job=7&bucket=ota-drop&key=ota%2Ffirmware%2Fa\.bin&etag=%22[0-9A-F]{32}%22$/,
      },
    },
  ),
  ...refused(
    INVALID,
    each(redirecting, {
      oss_redirect_to_a_script: 'javascript:alert(1)',
      oss_redirect_to_a_path: '/done',
      oss_redirect_to_no_host: 'https://',
      oss_redirect_to_another_protocol: 'ftp://example.com/',
    }),
  ),
  // The check of CRC-64/XZ.
  ...stored(
    { test_post_object_upload_checksum: { file: { bytes: '123456789' } } },
    { headers: { 'x-oss-hash-crc64ecma': '11051210869376104954' } },
  ),
  ...stored(
    { oss_a_page_may_read_the_answer: { origin: 'http://page.example' } },
    {
      headers: {
        server: 'AliyunOSS',
        'access-control-allow-origin': '*',
        'access-control-expose-headers': /x-oss-hash-crc64ecma/,
        etag: /^"[0-9A-F]{32}"$/,
        'x-oss-request-id': /^[0-9A-F]{24}$/,
      },
    },
  ),
  ...stored(
    { oss_without_an_origin_nothing_is_said_of_origins: {} },
    { headers: { 'access-control-allow-origin': undefined } },
  ),
  ...refused(
    {
      refusal: EXPIRED,
      // Clients look for these words.
      message: 'Invalid according to Policy: Policy expired.',
      headers: {
        'content-type': 'application/xml',
        etag: undefined,
        'access-control-allow-origin': '*',
        'access-control-expose-headers': /x-oss-ec/,
      },
      body: /<HostId>127\.0\.0\.1(:\d+)?<\/HostId>/,
    },
    { oss_a_page_may_read_a_refusal: { origin: 'http://page.example', expiresInMs: -1 } },
  ),
  ...refused(
    { refusal: INVALID, message: "The field '</Message><Code>Fine</Code>' is given twice." },
    {
      oss_a_refusal_quotes_without_becoming_another_document: {
        more: ['1', '2'].map((value) => ['</Message><Code>Fine</Code>', value]),
      },
    },
  ),
];

export const POST_CASES: readonly PostCase[] = [
  ...WHO,
  ...POLICY,
  ...CONDITIONS,
  ...SIZE,
  ...KEYS,
  ...FIELDS,
  ...ANSWERS,
];

/** Every case, against a cloud of its own. @param open registers its own clean-up */
export function behavesAsPostObject<G extends Given>(
  cases: readonly (readonly [name: string, given: G, expected: PostCase[2]])[],
  open: () => Promise<Transport<G>>,
  plain: G,
): void {
  test('no two cases have the same name', () => {
    expect(new Set(cases.map(([name]) => name)).size).toBe(cases.length);
  });

  test.each(cases)('%s', async (_, given, expected) => {
    const cloud = await open();
    if (given.before !== undefined) {
      const { status } = await cloud.post(await formOf({ file: { bytes: given.before } }), plain);
      expect(status).toBe(204);
    }
    const form = await formOf(given);
    const answer = await cloud.post(form, given);
    if (typeof expected === 'string') expectRefused(answer, { refusal: expected });
    else if ('refusal' in expected) expectRefused(answer, expected);
    else await expectStored(cloud, answer, form.file?.bytes, expected);
    if (typeof expected === 'string' || 'refusal' in expected) {
      // What was there before, or nothing.
      const { status, body } = await cloud.get(KEY);
      expect([status, body.toString()]).toEqual(
        given.before === undefined ? [404, expect.anything()] : [200, given.before],
      );
    }
    expect(await cloud.strays()).toBe(0);
  });
}

function expectSeen({ headers, body }: Answer, seen: Seen): void {
  for (const [name, value] of Object.entries(seen.headers ?? {})) {
    if (value instanceof RegExp) expect(headers.get(name)).toMatch(value);
    else expect(headers.get(name)).toBe(value ?? null);
  }
  if (seen.body !== undefined) expect(body.toString()).toMatch(seen.body);
}

function expectRefused(answer: Answer, expected: Exclude<Refusal, string>): void {
  const error = readOssError(answer.body.toString());
  expect(`${answer.status} ${error?.code} ${error?.ec}`).toBe(expected.refusal);
  expect(error?.requestId).toMatch(/^[0-9A-F]{24}$/);
  expect(answer.headers.get('x-oss-request-id')).toBe(error?.requestId);
  expect(answer.headers.get('x-oss-ec')).toBe(error?.ec);
  if (expected.message !== undefined) expect(error?.message).toBe(expected.message);
  expectSeen(answer, expected);
}

async function expectStored(
  cloud: Pick<Transport, 'get'>,
  answer: Answer,
  bytes: Uint8Array | undefined,
  expected: Stored,
): Promise<void> {
  expect([answer.status, answer.body.toString()]).toEqual([
    expected.status ?? 204,
    expect.not.stringContaining('<Error>'),
  ]);
  expectSeen(answer, expected);
  const got = await cloud.get(expected.storedAs ?? KEY);
  expect(got.status).toBe(200);
  expect(Buffer.compare(got.body, bytes ?? Buffer.alloc(0))).toBe(0);
  for (const headers of [got.headers, answer.headers]) {
    expect(headers.get('x-oss-hash-crc64ecma')).toBe(crc64(bytes ?? Buffer.alloc(0)));
    expect(headers.get('etag')).toBe(answer.headers.get('etag'));
  }
  for (const [name, value] of Object.entries(expected.kept ?? {})) {
    expect(got.headers.get(name)).toBe(value);
  }
}

export async function formOf(given: Given): Promise<Form> {
  const expiresAt = new Date(NOW + (given.expiresInMs ?? 60_000));
  const policy = given.policy ?? encodePolicy(expiresAt, given.conditions ?? [ANY_KEY]);
  const signed: SignedFields = {
    key: KEY,
    policy,
    OSSAccessKeyId: SAMPLE_CREDENTIALS.accessKeyId,
    Signature: await signPolicy(given.secret ?? SAMPLE_CREDENTIALS.accessKeySecret, policy),
  };
  const fields = { ...signed, ...given.fields, ...given.tamper?.(signed) };
  const set = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const { file = {} } = given;
  return {
    fields: [...set, ...(given.more ?? [])],
    file:
      file === 'none'
        ? undefined
        : { fileName: file.name ?? 'a.bin', bytes: Buffer.from(file.bytes ?? BYTES) },
  };
}
