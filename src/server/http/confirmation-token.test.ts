import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createConfirmationTokens } from './confirmation-token.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const URL_OF_ONE = 'https://oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com/ota/firmware/a.tar.gz';
const NOW = Date.parse('2026-01-02T03:04:05Z');
const tokens = createConfirmationTokens('secret', () => NOW);
const url = fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string());
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

test('every replica with the same secret reads any URL as it was, for a day', () => {
  fc.assert(
    fc.property(url, fc.string(), fc.nat(86_399_999), (text, secret, laterMs) => {
      const token = createConfirmationTokens(secret, () => NOW).seal(text);
      const other = createConfirmationTokens(secret, () => NOW + laterMs);
      expect(other.open(token)).toBe(text);
    }),
  );
});

test.each([
  [-1, URL_OF_ONE],
  [0, undefined],
  [1, undefined],
  [24 * 3_600_000, undefined],
])('%i ms after the day it opens as %s', (ms, opened) => {
  const later = createConfirmationTokens('secret', () => NOW + 86_400_000 + ms);
  expect(later.open(tokens.seal(URL_OF_ONE))).toBe(opened);
});

test('no single character can be changed, left out or put in', () => {
  const token = tokens.seal(URL_OF_ONE);
  for (let at = 0; at <= token.length; at++) {
    for (const character of `${BASE64URL}.=+/ \u00e9`) {
      const changed = token.slice(0, at) + character + token.slice(at + 1);
      if (changed !== token) expect(tokens.open(changed)).toBe(undefined);
      expect(tokens.open(token.slice(0, at) + character + token.slice(at))).toBe(undefined);
    }
    if (at < token.length) expect(tokens.open(token.slice(0, at))).toBe(undefined);
  }
});

test('no other text opens, whatever it is made of', () => {
  const token = tokens.seal(URL_OF_ONE);
  const piece = fc.constantFrom(...token.split('.'), '.', '..', 'A', '', URL_OF_ONE);
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 6 }).map((all) => all.join('.')),
    fc.array(piece, { maxLength: 6 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (made) => {
      expect(tokens.open(made)).toBe(made === token ? URL_OF_ONE : undefined);
    }),
    { numRuns: 2000 },
  );
});

test('a token that was signed with the platform’s secret itself, or for something else', () => {
  const signed = `${(NOW + 1000).toString(36)}.${Buffer.from(URL_OF_ONE).toString('base64url')}`;
  for (const key of ['secret', 'secret&', 'ota-drop confirmation token 1']) {
    const signature = createHmac('sha256', key).update(signed).digest('base64url');
    expect(tokens.open(`${signed}.${signature}`)).toBe(undefined);
  }
});

test('it fits into the request, with the longest key a store takes', () => {
  const token = tokens.seal(`https://${'h'.repeat(253)}/${'k'.repeat(1023)}`);
  expect(token.length).toBeLessThanOrEqual(2048);
  expect(token).toMatch(/^[A-Za-z0-9_.-]+$/);
});
