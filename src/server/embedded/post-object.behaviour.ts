import { createHash } from 'node:crypto';
import {
  BOUNDARY,
  CLOSING,
  fieldParts,
  filePart,
  formBody,
  inChunks,
  part,
  type Fields,
} from '../../testing/raw-post.ts';

/**
 * What PostObject has to do, case by case, wherever it runs. Names that begin with `test_post_object_` are those of the public
 * S3 case list (ceph/s3-tests), where a case of OSS corresponds; what is expected is OSS's, as its pages and ours have it.
 */
export type PostCase = {
  readonly name: string;
  readonly given: Given;
  readonly expected: Expected;
};

/** What differs from a form that is accepted. */
export type Given = {
  /** Set over the four that are needed; undefined leaves one out. */
  readonly fields?: Readonly<Record<string, string | undefined>>;
  /** Appended as they are, after all others. */
  readonly more?: Fields;
  readonly conditions?: readonly unknown[];
  readonly expiresInMs?: number;
  /** The policy as it is sent and signed, in place of conditions and expiry. */
  readonly policy?: string;
  readonly secret?: string;
  readonly file?: { readonly name?: string; readonly bytes?: string | Uint8Array } | 'none';
  /** An object that is there already, under `KEY`. */
  readonly before?: string;
  readonly origin?: string;
  /** The request byte by byte: such a case makes sense on a socket alone. */
  readonly framed?: (form: WholeForm) => Framed;
};

export type WholeForm = {
  readonly fields: Fields;
  readonly fileName: string;
  readonly bytes: Uint8Array;
};

export type Framed = {
  readonly headers?: Readonly<Record<string, string | number | undefined>>;
  readonly body: Uint8Array;
};

export type Expected = {
  readonly status: number;
  readonly code?: string;
  readonly ec?: string;
  readonly headers?: Readonly<Record<string, string | RegExp>>;
  readonly body?: RegExp;
  /** The key under which the bytes are found afterwards; undefined if nothing is stored. */
  readonly storedAs?: string;
  /** What GET of the object tells. */
  readonly kept?: Readonly<Record<string, string>>;
};

export const KEY = 'ota/firmware/a.bin';
const ANY_KEY = ['starts-with', '$key', ''];
const MIB = 1024 * 1024;

function stored(name: string, given: Given = {}, expected: Partial<Expected> = {}): PostCase {
  return { name, given, expected: { status: 204, storedAs: KEY, ...expected } };
}

function refused(name: string, given: Given, status: number, code: string, ec?: string): PostCase {
  return { name, given, expected: { status, code, ...(ec !== undefined && { ec }) } };
}

const malformed = (name: string, framed: (form: WholeForm) => Framed, ec = '0006-00000104') =>
  refused(name, { framed }, 400, 'MalformedPOSTRequest', ec);
const range = (...bounds: readonly unknown[]) => [ANY_KEY, ['content-length-range', ...bounds]];
const withMeta = (condition: unknown) => [ANY_KEY, condition];
const meta = (value: string | undefined) => ({ 'x-oss-meta-tag': value });
const IN_TIME = '"expiration":"2030-01-01T00:00:00.000Z"';
const size = (bytes: number) => ({ bytes: new Uint8Array(bytes).fill(7) });

const WHO: readonly PostCase[] = [
  refused(
    'test_post_object_anonymous_request',
    { fields: { policy: undefined, Signature: undefined, OSSAccessKeyId: undefined } },
    403,
    'AccessDenied',
  ),
  stored('test_post_object_authenticated_request'),
  refused(
    'test_post_object_authenticated_request_bad_access_key',
    { fields: { OSSAccessKeyId: 'stranger' } },
    403,
    'InvalidAccessKeyId',
  ),
  refused(
    'test_post_object_invalid_access_key',
    { fields: { OSSAccessKeyId: '' } },
    400,
    'InvalidArgument',
    '0002-00000707',
  ),
  refused(
    'test_post_object_invalid_signature',
    { fields: { Signature: 'eA==' } },
    403,
    'SignatureDoesNotMatch',
    '0002-00000705',
  ),
  refused(
    'test_post_object_missing_signature',
    { fields: { Signature: undefined } },
    400,
    'InvalidArgument',
    '0002-00000703',
  ),
  refused('oss_signature_of_another_secret', { secret: 'wrong' }, 403, 'SignatureDoesNotMatch'),
  refused(
    'oss_signature_with_the_ampersand_of_rpc',
    { secret: 'embedded-key-secret&' },
    403,
    'SignatureDoesNotMatch',
  ),
  refused(
    'oss_policy_left_out',
    { fields: { policy: undefined } },
    400,
    'InvalidArgument',
    '0002-00000702',
  ),
  refused(
    'oss_key_id_left_out',
    { fields: { OSSAccessKeyId: undefined } },
    400,
    'InvalidArgument',
    '0002-00000706',
  ),
  refused(
    'oss_signature_version_4_is_not_spoken',
    { more: [['x-oss-signature-version', 'OSS4-HMAC-SHA256']] },
    501,
    'NotImplemented',
  ),
];

const POLICY: readonly PostCase[] = [
  refused(
    'test_post_object_expired_policy',
    { expiresInMs: -1 },
    403,
    'AccessDenied',
    '0006-00000213',
  ),
  stored('oss_expiration_is_its_own_millisecond', { expiresInMs: 0 }),
  refused(
    'test_post_object_invalid_date_format',
    { policy: btoa('{"expiration":"tomorrow","conditions":[["starts-with","$key",""]]}') },
    400,
    'InvalidPolicyDocument',
    '0006-00000210',
  ),
  refused(
    'test_post_object_expires_is_case_sensitive',
    { policy: btoa('{"EXPIRATION":"2030-01-01T00:00:00Z","conditions":[{"a":"b"}]}') },
    400,
    'InvalidPolicyDocument',
    '0006-00000208',
  ),
  refused(
    'test_post_object_missing_expires_condition',
    { policy: btoa('{"conditions":[["starts-with","$key",""]]}') },
    400,
    'InvalidPolicyDocument',
    '0006-00000208',
  ),
  refused(
    'test_post_object_condition_is_case_sensitive',
    { policy: btoa(`{${IN_TIME},"CONDITIONS":[["starts-with","$key",""]]}`) },
    400,
    'InvalidPolicyDocument',
    '0006-00000207',
  ),
  refused(
    'test_post_object_missing_conditions_list',
    { policy: btoa(`{${IN_TIME}}`) },
    400,
    'InvalidPolicyDocument',
    '0006-00000207',
  ),
  refused(
    'test_post_object_empty_conditions',
    { policy: btoa(`{${IN_TIME},"conditions":[{}]}`) },
    400,
    'InvalidPolicyDocument',
    '0006-00000215',
  ),
  refused(
    'oss_conditions_may_not_be_none',
    { conditions: [] },
    400,
    'InvalidPolicyDocument',
    '0006-00000211',
  ),
  refused(
    'oss_policy_is_not_base64',
    { policy: '%%%' },
    400,
    'InvalidPolicyDocument',
    '0006-00000206',
  ),
  refused(
    'oss_policy_is_not_json',
    { policy: btoa('{"expiration"') },
    400,
    'InvalidPolicyDocument',
    '0006-00000206',
  ),
  refused(
    'oss_condition_with_an_unknown_operator',
    { conditions: [['matches', '$key', '.*']] },
    400,
    'InvalidPolicyDocument',
    '0006-00000216',
  ),
];

const CONDITIONS: readonly PostCase[] = [
  refused(
    'test_post_object_wrong_bucket',
    { conditions: [ANY_KEY, { bucket: 'another' }], more: [['bucket', 'another']] },
    403,
    'AccessDenied',
    '0006-00000227',
  ),
  // Amazon wants every field to be named by a condition, the signature version 1 of OSS does not.
  stored('test_post_object_missing_policy_condition', { conditions: [ANY_KEY] }),
  stored('test_post_object_ignored_header', { more: [['x-ignore-foo', 'bar']] }),
  refused(
    'test_post_object_request_missing_policy_specified_field',
    { conditions: withMeta(['starts-with', '$x-oss-meta-tag', 'bar']) },
    403,
    'AccessDenied',
    '0006-00000227',
  ),
  refused(
    'test_post_object_invalid_request_field_value',
    { conditions: withMeta(['eq', '$x-oss-meta-tag', '']), fields: meta('private') },
    403,
    'AccessDenied',
    '0006-00000227',
  ),
  stored(
    'test_post_object_user_specified_header',
    { conditions: withMeta(['starts-with', '$x-oss-meta-tag', 'bar']), fields: meta('barclamp') },
    { kept: { 'x-oss-meta-tag': 'barclamp' } },
  ),
  stored(
    'test_post_object_case_insensitive_condition_fields',
    {
      conditions: [
        ['StArTs-WiTh', '$KeY', 'ota/'],
        ['EQ', '$X-OSS-Meta-Tag', 'abc'],
      ],
      fields: { key: undefined, kEy: KEY, 'X-Oss-Meta-TAG': 'abc' },
    },
    { kept: { 'x-oss-meta-tag': 'abc' } },
  ),
  stored(
    'test_post_object_escaped_field_values',
    {
      conditions: [['starts-with', '$key', String.raw`\$foo`]],
      fields: { key: String.raw`$foo.txt` },
    },
    { storedAs: '$foo.txt' },
  ),
  refused(
    'oss_values_are_compared_with_case',
    { conditions: [['starts-with', '$key', 'OTA/']] },
    403,
    'AccessDenied',
  ),
  stored('oss_in_finds_one_of_a_list', {
    conditions: withMeta(['in', '$x-oss-meta-tag', ['a', 'b']]),
    fields: meta('b'),
  }),
  refused(
    'oss_in_finds_none',
    { conditions: withMeta(['in', '$x-oss-meta-tag', ['a', 'b']]), fields: meta('ab') },
    403,
    'AccessDenied',
  ),
  refused(
    'oss_not_in_finds_one',
    { conditions: withMeta(['not-in', '$x-oss-meta-tag', ['a']]), fields: meta('a') },
    403,
    'AccessDenied',
  ),
  refused(
    'oss_in_wants_a_list',
    { conditions: withMeta(['in', '$x-oss-meta-tag', 'a']), fields: meta('a') },
    400,
    'InvalidPolicyDocument',
    '0006-00000224',
  ),
  refused(
    'oss_a_field_given_twice_could_hide_one',
    { more: [['KEY', 'ota/other.bin']] },
    400,
    'InvalidArgument',
  ),
];

const SIZE: readonly PostCase[] = [
  refused(
    'test_post_object_upload_size_limit_exceeded',
    { conditions: range(0, 9), file: size(10) },
    400,
    'EntityTooLarge',
    '0006-00000003',
  ),
  refused(
    'test_post_object_upload_size_below_minimum',
    { conditions: range(512, 1000), file: size(511) },
    400,
    'EntityTooSmall',
    '0006-00000004',
  ),
  refused(
    'test_post_object_missing_content_length_argument',
    { conditions: range(0) },
    400,
    'InvalidPolicyDocument',
    '0006-00000219',
  ),
  refused(
    'test_post_object_invalid_content_length_argument',
    { conditions: range(-1, 0) },
    400,
    'InvalidPolicyDocument',
    '0006-00000219',
  ),
  refused(
    'oss_size_range_upside_down',
    { conditions: range(9, 1) },
    400,
    'InvalidPolicyDocument',
    '0006-00000223',
  ),
  stored('oss_size_exactly_the_least', { conditions: range(10, 20), file: size(10) }),
  stored('oss_size_exactly_the_most', { conditions: range(0, 10), file: size(10) }),
  stored('oss_size_nothing_where_the_floor_is_0', { conditions: range(0, 10), file: size(0) }),
  refused(
    'oss_size_of_two_ranges_the_narrower_counts',
    { conditions: [...range(0, 100), ['content-length-range', 0, 10]], file: size(11) },
    400,
    'EntityTooLarge',
  ),
  refused(
    'oss_size_a_megabyte_over',
    { conditions: range(0, MIB), file: size(2 * MIB) },
    400,
    'EntityTooLarge',
  ),
  stored('test_post_object_upload_larger_than_chunk', { file: size(3 * MIB) }),
  stored('test_post_object_upload_size_rgw_chunk_size_bug', { file: size(65_536 * 3 + 1) }),
];

const KEYS: readonly PostCase[] = [
  refused(
    'test_post_object_no_key_specified',
    { fields: { key: undefined } },
    400,
    'InvalidArgument',
  ),
  stored(
    'test_post_object_set_key_from_filename',
    { fields: { key: 'ota/${filename}' }, file: { name: 'foo.txt' } },
    { storedAs: 'ota/foo.txt' },
  ),
  stored(
    'oss_filename_stands_for_itself_twice',
    { fields: { key: '${filename}/${filename}' }, file: { name: 'a$&b.bin' } },
    { storedAs: 'a$&b.bin/a$&b.bin' },
  ),
  refused(
    'oss_filename_is_not_seen_by_the_policy',
    {
      fields: { key: 'ota/${filename}' },
      file: { name: 'foo.txt' },
      conditions: [['eq', '$key', 'ota/foo.txt']],
    },
    403,
    'AccessDenied',
  ),
  refused('oss_key_of_nothing', { fields: { key: '' } }, 400, 'InvalidObjectName'),
  refused('oss_key_with_a_slash_first', { fields: { key: '/a.bin' } }, 400, 'InvalidObjectName'),
  refused(
    'oss_key_with_a_backslash_first',
    { fields: { key: '\\a.bin' } },
    400,
    'InvalidObjectName',
  ),
  refused('oss_key_no_address_leads_to', { fields: { key: '..' } }, 400, 'InvalidObjectName'),
  refused(
    'oss_key_of_1024_bytes',
    { fields: { key: `${'固'.repeat(341)}k` } },
    400,
    'InvalidObjectName',
  ),
  stored(
    'oss_key_of_1023_bytes',
    { fields: { key: '固'.repeat(341) } },
    { storedAs: '固'.repeat(341) },
  ),
  stored(
    'oss_key_that_looks_like_a_way_out',
    { fields: { key: '../../etc/passwd' } },
    { storedAs: '../../etc/passwd' },
  ),
  stored(
    'oss_key_with_everything_a_url_means_something_by',
    { fields: { key: 'a b+c%2F?x=1#&é🚀.bin' } },
    { storedAs: 'a b+c%2F?x=1#&é🚀.bin' },
  ),
];

const FIELDS: readonly PostCase[] = [
  refused(
    'test_post_object_tags_anonymous_request',
    {
      fields: { policy: undefined, Signature: undefined, OSSAccessKeyId: undefined },
      more: [['x-oss-tagging', 'a=b']],
    },
    400,
    'InvalidArgument',
  ),
  refused(
    'test_post_object_tags_authenticated_request',
    { more: [['x-oss-tagging', 'a=b']] },
    400,
    'InvalidArgument',
  ),
  refused(
    'oss_field_value_of_more_than_2_mib',
    { more: [['name', 'v'.repeat(2 * MIB + 1)]] },
    400,
    'FieldItemTooLong',
  ),
  refused(
    'oss_fields_of_more_than_8_mib',
    {
      more: ['a', 'b', 'c', 'd', 'e'].map((name) => [name, 'v'.repeat(1.9 * MIB)] as const),
    },
    400,
    'MaxPOSTPreDataLengthExceededError',
    '0006-00000112',
  ),
  refused(
    'oss_metadata_of_more_than_8_kib',
    { fields: meta('v'.repeat(8 * 1024)) },
    400,
    'InvalidArgument',
  ),
  stored(
    'oss_headers_that_belong_to_the_object',
    { fields: { 'Cache-Control': 'no-store', Expires: 'Fri, 02 Jan 2026 04:00:00 GMT' } },
    { kept: { 'cache-control': 'no-store', expires: 'Fri, 02 Jan 2026 04:00:00 GMT' } },
  ),
  refused(
    'oss_header_with_a_line_end',
    { fields: meta('one\r\nset-cookie: two') },
    400,
    'InvalidArgument',
  ),
  stored(
    'oss_content_is_never_shown_whatever_its_type',
    { fields: { 'x-oss-content-type': 'text/html' } },
    { kept: { 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' } },
  ),
  refused(
    'oss_acl_that_is_none',
    { fields: { 'x-oss-object-acl': 'public' } },
    400,
    'InvalidArgument',
  ),
  stored(
    'oss_encryption_is_told',
    { fields: { 'x-oss-server-side-encryption': 'AES256' } },
    { headers: { 'x-oss-server-side-encryption': 'AES256' } },
  ),
  refused(
    'oss_encryption_that_is_none',
    { fields: { 'x-oss-server-side-encryption': 'DES' } },
    400,
    'InvalidEncryptionAlgorithmError',
  ),
  refused('oss_callback_is_not_made', { more: [['callback', 'e30=']] }, 501, 'NotImplemented'),
  stored('oss_overwriting', { before: 'an older one' }),
  refused(
    'oss_overwriting_forbidden',
    { before: 'an older one', fields: { 'x-oss-forbid-overwrite': 'true' } },
    409,
    'FileAlreadyExists',
    '0026-00000002',
  ),
  stored('oss_overwriting_forbidden_of_a_free_key', {
    fields: { 'x-oss-forbid-overwrite': 'true' },
  }),
  refused(
    'oss_overwriting_neither_true_nor_false',
    { fields: { 'x-oss-forbid-overwrite': 'yes' } },
    400,
    'InvalidArgument',
  ),
  refused(
    'oss_no_file',
    { file: 'none' },
    400,
    'IncorrectNumberOfFilesInPOSTRequest',
    '0006-00000107',
  ),
];

const ANSWERS: readonly PostCase[] = [
  stored(
    'test_post_object_set_success_code',
    { fields: { success_action_status: '201' } },
    {
      status: 201,
      headers: { 'content-type': 'application/xml' },
      body: /<PostResponse><Bucket>ota-drop<\/Bucket><ETag>.+<\/ETag><Key>ota\/firmware\/a\.bin<\/Key><Location>/,
    },
  ),
  stored('test_post_object_set_invalid_success_code', { fields: { success_action_status: '404' } }),
  stored(
    'oss_success_200',
    { fields: { success_action_status: '200' } },
    { status: 200, body: /^$/ },
  ),
  stored(
    'test_post_object_success_redirect_action',
    {
      fields: { success_action_redirect: 'https://example.com/done', success_action_status: '200' },
    },
    {
      status: 303,
      headers: {
        location:
          /^https:\/\/example\.com\/done\?bucket=ota-drop&key=ota%2Ffirmware%2Fa\.bin&etag=%22[0-9A-F]{32}%22$/,
      },
    },
  ),
  refused(
    'oss_redirect_to_what_is_no_address',
    { fields: { success_action_redirect: 'javascript:alert(1)' } },
    400,
    'InvalidArgument',
  ),
  // 123456789 is the check of CRC-64/XZ.
  stored(
    'test_post_object_upload_checksum',
    { file: { bytes: '123456789' } },
    { headers: { 'x-oss-hash-crc64ecma': '11051210869376104954' } },
  ),
  stored(
    'oss_a_page_may_read_the_answer',
    { origin: 'http://page.example' },
    {
      headers: {
        'access-control-allow-origin': '*',
        'access-control-expose-headers': /x-oss-hash-crc64ecma/,
        etag: /^"[0-9A-F]{32}"$/,
        'x-oss-request-id': /^[0-9A-F]{24}$/,
      },
    },
  ),
  {
    name: 'oss_a_page_may_read_a_refusal',
    given: { origin: 'http://page.example', expiresInMs: -1 },
    expected: {
      status: 403,
      code: 'AccessDenied',
      headers: { 'access-control-allow-origin': '*', 'x-oss-ec': '0006-00000213' },
      body: /<HostId>127\.0\.0\.1(:\d+)?<\/HostId>/,
    },
  },
];

/** Everything about the way a form is put on the wire. */
const FRAMES: readonly PostCase[] = [
  stored('test_post_object_authenticated_no_content_type', {
    framed: ({ fields, bytes }) => ({
      body: Buffer.concat([fieldParts(fields), part('file', bytes, '; filename="a"'), CLOSING]),
    }),
  }),
  stored('oss_file_without_a_file_name', {
    framed: ({ fields, bytes }) => ({
      body: Buffer.concat([fieldParts(fields), part('file', bytes), CLOSING]),
    }),
  }),
  stored('oss_file_in_capitals', {
    framed: ({ fields, bytes }) => ({
      body: Buffer.concat([fieldParts(fields), part('FILE', bytes, '; filename="a"'), CLOSING]),
    }),
  }),
  stored(
    'oss_file_name_with_a_path_is_only_its_end',
    {
      fields: { key: 'ota/${filename}' },
      framed: ({ fields, bytes }) => ({ body: formBody(fields, bytes, '../../x/foo.bin') }),
    },
    { storedAs: 'ota/foo.bin' },
  ),
  refused(
    'oss_file_before_the_fields',
    {
      framed: ({ fields, bytes }) => ({
        body: Buffer.concat([filePart(bytes), fieldParts(fields), CLOSING]),
      }),
    },
    400,
    'InvalidArgument',
  ),
  stored('oss_what_comes_after_the_file_is_not_seen', {
    framed: ({ fields, bytes }) => ({
      body: Buffer.concat([
        fieldParts(fields),
        filePart(bytes),
        part('submit', 'Upload'),
        part('key', 'ota/other.bin'),
        part('success_action_status', '201'),
        CLOSING,
      ]),
    }),
  }),
  refused(
    'oss_two_files',
    {
      framed: ({ fields, bytes }) => ({
        body: Buffer.concat([fieldParts(fields), filePart(bytes), filePart('second'), CLOSING]),
      }),
    },
    400,
    'IncorrectNumberOfFilesInPOSTRequest',
  ),
  stored('oss_boundary_in_quotes', {
    framed: ({ fields, bytes }) => ({
      headers: { 'Content-Type': `multipart/form-data; boundary="${BOUNDARY}"` },
      body: formBody(fields, bytes),
    }),
  }),
  stored('oss_preamble_and_epilogue', {
    framed: ({ fields, bytes }) => ({
      body: Buffer.concat([
        Buffer.from('to be ignored\r\n'),
        formBody(fields, bytes),
        Buffer.from('to be ignored, too'),
      ]),
    }),
  }),
  stored('oss_content_that_nearly_has_the_boundary', {
    file: {
      bytes: `\r\n--${BOUNDARY.slice(0, -1)}\r\n--\r\n\r\n--${BOUNDARY.toLowerCase()}--\r\n`,
    },
    framed: ({ fields, bytes }) => ({ body: formBody(fields, bytes) }),
  }),
  malformed(
    'oss_boundary_left_out',
    ({ fields, bytes }) => ({
      headers: { 'Content-Type': 'multipart/form-data' },
      body: formBody(fields, bytes),
    }),
    '0006-00000103',
  ),
  malformed(
    'oss_boundary_of_71_characters',
    ({ fields, bytes }) => ({
      headers: { 'Content-Type': `multipart/form-data; boundary=${'b'.repeat(71)}` },
      body: formBody(fields, bytes),
    }),
    '0006-00000103',
  ),
  malformed('oss_boundary_of_somebody_else', ({ fields, bytes }) => ({
    headers: { 'Content-Type': 'multipart/form-data; boundary=another' },
    body: formBody(fields, bytes),
  })),
  malformed('oss_last_boundary_left_out', ({ fields, bytes }) => ({
    body: Buffer.concat([fieldParts(fields), filePart(bytes)]),
  })),
  malformed('oss_cut_in_the_file', ({ fields, bytes }) => ({
    body: Buffer.concat([fieldParts(fields), filePart(bytes).subarray(0, -6)]),
  })),
  malformed('oss_part_without_a_name', ({ fields, bytes }) => ({
    body: Buffer.concat([
      Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n`),
      formBody(fields, bytes),
    ]),
  })),
  refused(
    'oss_other_multipart',
    {
      framed: ({ fields, bytes }) => ({
        headers: { 'Content-Type': `multipart/mixed; boundary=${BOUNDARY}` },
        body: formBody(fields, bytes),
      }),
    },
    400,
    'RequestIsNotMultiPartContent',
  ),
  refused(
    'oss_no_multipart_at_all',
    {
      framed: () => ({
        headers: { 'Content-Type': 'application/json' },
        body: Buffer.from('{"key":"ota/firmware/a.bin"}'),
      }),
    },
    400,
    'RequestIsNotMultiPartContent',
  ),
  refused(
    'oss_neither_length_nor_chunks',
    { framed: () => ({ headers: { 'Content-Length': undefined }, body: Buffer.alloc(0) }) },
    411,
    'MissingContentLength',
  ),
  stored('oss_chunks_of_7_bytes', {
    framed: ({ fields, bytes }) => ({
      headers: { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' },
      body: inChunks(formBody(fields, bytes), 7),
    }),
  }),
  stored('oss_content_md5_of_the_whole_body', {
    framed: ({ fields, bytes }) => withMd5(formBody(fields, bytes), formBody(fields, bytes)),
  }),
  refused(
    'oss_content_md5_of_something_else',
    { framed: ({ fields, bytes }) => withMd5(formBody(fields, bytes), bytes) },
    400,
    'InvalidDigest',
  ),
];

function withMd5(body: Uint8Array, of: Uint8Array): Framed {
  return { headers: { 'Content-MD5': createHash('md5').update(of).digest('base64') }, body };
}

export const POST_CASES: readonly PostCase[] = [
  ...WHO,
  ...POLICY,
  ...CONDITIONS,
  ...SIZE,
  ...KEYS,
  ...FIELDS,
  ...ANSWERS,
  ...FRAMES,
];
