import { expect, test } from 'vitest';
import { readOssError } from './oss-error.ts';

test('an error with whitespace, a namespace and unknown elements', () => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<Error xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com">
  <Code> AccessDenied </Code>
  <Message>Invalid according to Policy: Policy Condition failed: [&quot;eq&quot;, &quot;$key&quot;, &quot;a &amp;lt; b&quot;]</Message>
  <RequestId>67E2A1B3C4</RequestId><HostId>h</HostId><EC>0006-00000227</EC>
</Error>`;
  expect(readOssError(xml)).toEqual({
    code: 'AccessDenied',
    ec: '0006-00000227',
    message: 'Invalid according to Policy: Policy Condition failed: ["eq", "$key", "a &lt; b"]',
    requestId: '67E2A1B3C4',
  });
});

test.each(['', 'not xml', '<html><Code>x</Code></html>', '<Error></Error>', '<Error><Code>x'])(
  '%j is not an OSS error',
  (body) => expect(readOssError(body)).toBe(undefined),
);

test('only the beginning of a huge body is read', () => {
  expect(readOssError(`<Error>${' '.repeat(70_000)}<Code>Late</Code></Error>`)).toBe(undefined);
});

test('each of its texts is clipped', () => {
  const some = 'x'.repeat(300);
  const xml = `<Error><Code>${some}</Code><EC>${some}</EC><Message>\u202e${some}</Message><RequestId>${'👩'.repeat(300)}</RequestId></Error>`;
  expect(readOssError(xml)).toEqual({
    code: `${'x'.repeat(199)}…`,
    ec: `${'x'.repeat(199)}…`,
    message: String.raw`\u202E${'x'.repeat(193)}…`,
    requestId: `${'👩'.repeat(199)}…`,
  });
});
