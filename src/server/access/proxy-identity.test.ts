import { expect, test } from 'vitest';
import { proxyIdentity } from './proxy-identity.ts';

const HEADER = 'X-Forwarded-User';

test.each([
  ['the proxy’s header', ['Host', 'ota.example', 'x-forwarded-user', ' alice '], 'alice'],
  ['a name in UTF-8', [HEADER, Buffer.from('王芳').toString('latin1')], '王芳'],
  ['a name in Latin-1', [HEADER, 'Ren\u00e9'], 'Ren\u00e9'],
  ['no header', ['Host', 'ota.example'], undefined],
  ['an empty one', [HEADER, '  '], undefined],
  ['a value of that name', ['Host', HEADER], undefined],
  ['two: the client has sent one as well', [HEADER, 'root', HEADER, 'alice'], undefined],
])('%s', (_, rawHeaders, name) => {
  expect(proxyIdentity(rawHeaders, HEADER)).toBe(name);
});
