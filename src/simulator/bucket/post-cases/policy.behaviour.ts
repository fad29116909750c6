import {
  badPolicy,
  EXPIRED,
  type Given,
  type PostCase,
  range,
  refused,
  stored,
  when,
  withPolicy,
} from './post-case.behaviour.ts';

const IN_TIME = '"expiration":"2030-01-01T00:00:00.000Z"';
const SOME = '["starts-with","$key",""]';
const withConditions = (text: string) => withPolicy(`{${IN_TIME},"conditions":${text}}`);
const withCondition = (...condition: readonly unknown[]): Given => ({ conditions: [condition] });

export const POLICY_CASES: readonly PostCase[] = [
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
