import {
  each,
  INVALID,
  INVALID_NAME,
  type PostCase,
  refused,
  stored,
  UNMET,
  withFields,
  withKey,
} from './post-case.behaviour.ts';

export const KEY_CASES: readonly PostCase[] = [
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
