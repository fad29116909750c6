import { expect, test } from 'vitest';
import { isLoopback, normalHost } from './loopback.ts';

test.each([
  'localhost',
  'LOCALHOST',
  'page.localhost',
  '127.0.0.1',
  '127.9.8.7',
  '::1',
  '[::1]',
  '::ffff:127.0.0.1',
])('%s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  'notlocalhost',
  'localhost.example',
  '.localhost',
  '128.0.0.1',
  '127.0.0.1.example',
  '::2',
  '::ffff:10.0.0.1',
  '0.0.0.0',
  '',
])('%s is not', (host) => {
  expect(isLoopback(host)).toBe(false);
});

test.each([
  ['OTA.Example', 'ota.example'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['a b', undefined],
])('a URL calls %s %s', (host, normal) => {
  expect(normalHost(host)).toBe(normal);
});
