import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { readOssError } from './oss-error.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

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

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      readOssError(`<Error><Code>${text}`);
      expect(readOssError(`<Error>${text}`)?.code).not.toBe('');
    }),
  );
});
