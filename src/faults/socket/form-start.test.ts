import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLOSING, BOUNDARY, fieldParts, filePart, formBody } from '../../testing/raw-post.ts';
import { readFormStart, withoutFile } from './form-start.ts';

const contentType = `multipart/form-data; boundary=${BOUNDARY}`;
/** No form has its own boundary inside. */
const values = fc.string({ unit: 'grapheme', maxLength: 60 });
const names = fc.constantFrom('policy', 'Signature', 'x-oss-meta-a', 'keys', 'my-file');
const fields = fc.array(fc.tuple(names, values), { maxLength: 5 });

test('the beginning of a form tells its key, where its file begins and how long it is', () => {
  const files = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(fields, values, fields, files, (before, key, after, file) => {
      const body = formBody([...before, ['key', key] as const, ...after], file);
      const bodyBytes = body.byteLength;
      const fileBytes = file.byteLength;
      const fileStart = bodyBytes - fileBytes - 2 - CLOSING.byteLength;
      const start = { key, size: { bodyBytes, fileStart, fileBytes } };
      const read = (bytes: number) =>
        readFormStart(body.subarray(0, bytes), { contentType, bodyBytes });
      expect(read(bodyBytes)).toEqual(start);
      expect(read(fileStart)).toEqual(start);
      expect(read(fileStart - 1)).toBe(undefined);
    }),
    { numRuns: 500 },
  );
});

test('a form without a key has none, whatever else is called so', () => {
  const body = formBody(
    [
      ['keys', 'a'],
      ['policy', 'name="key"'],
    ],
    'abc',
  );
  const announced = { contentType, bodyBytes: body.byteLength };
  expect(readFormStart(body, announced)?.key).toBe(undefined);
});

test('the boundary may stand in quotes, and names without them', () => {
  const body = Buffer.from(
    '--a b\r\nContent-Disposition: form-data; name=key\r\n\r\nota/x\r\n--a b\r\nContent-Disposition: form-data; filename="f"; name=file\r\n\r\nABC\r\n--a b--\r\n',
  );
  const start = readFormStart(body, {
    contentType: 'multipart/form-data; boundary="a b"',
    bodyBytes: body.byteLength,
  });
  expect(start).toMatchObject({ key: 'ota/x', size: { fileBytes: 3 } });
});

test('a body of unknown length has a file of unknown length', () => {
  const body = Buffer.concat([fieldParts([['key', 'a']]), filePart('abc')]);
  const start = readFormStart(body, { contentType, bodyBytes: Infinity });
  expect(start).toMatchObject({ key: 'a', size: { bodyBytes: Infinity, fileBytes: Infinity } });
});

test('a form whose file never begins still has its key', () => {
  const body = Buffer.concat([fieldParts([['key', 'größe']]), CLOSING]);
  const announced = { contentType, bodyBytes: body.byteLength };
  expect(readFormStart(body, announced)).toBe(undefined);
  expect(withoutFile(body, announced).key).toBe('größe');
  expect(withoutFile(CLOSING, { contentType, bodyBytes: 16 }).key).toBe(undefined);
});
