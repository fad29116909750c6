import { expect, test } from 'vitest';
import { etagIn } from './xhr-reply.ts';

const MD5 = 'a63c90cc3684ad8b0a2176a6a8fe9005';

test.each([
  ['as Ceph writes it', `<PostResponse><Key>k</Key><ETag>${MD5}</ETag></PostResponse>`, MD5],
  ['as AWS writes it', `<PostResponse><ETag>"${MD5}"</ETag></PostResponse>`, MD5],
  ['with its quotation marks escaped', `<ETag>&quot;${MD5}&quot;</ETag>`, MD5],
  ['with their numbers', `<ETag>&#34;${MD5}&#34;</ETag>`, MD5],
  ['of nothing', '', undefined],
])('the ETag of a document %s', (_, body, etag) => {
  expect(etagIn(body)).toBe(etag);
});
