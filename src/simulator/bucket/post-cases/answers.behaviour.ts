import {
  each,
  EXPIRED,
  INVALID,
  type PostCase,
  refused,
  stored,
  withFields,
} from './post-case.behaviour.ts';

const asking = (success_action_status: string) => withFields({ success_action_status });
const redirecting = (success_action_redirect: string) => withFields({ success_action_redirect });
const AS_SENT = 'ota/firmware/a%20%26%20%3Cb%3E.bin';

export const ANSWER_CASES: readonly PostCase[] = [
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
