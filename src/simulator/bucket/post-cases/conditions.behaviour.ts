import {
  ANY_KEY,
  type FieldValues,
  KEY,
  MIB,
  type PostCase,
  range,
  refused,
  sized,
  stored,
  tag,
  TOO_LARGE,
  TOO_SMALL,
  UNMET,
  when,
  withFields,
  withKey,
} from './post-case.behaviour.ts';

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

export const CONDITION_CASES: readonly PostCase[] = [
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

export const SIZE_CASES: readonly PostCase[] = [
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
