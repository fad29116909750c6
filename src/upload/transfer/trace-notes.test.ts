import { expect, test } from 'vitest';
import type { ExchangeNote } from '../exchange-event.ts';
import { foundNote, replyNote, tracedProbes } from './trace-notes.ts';

const STORE = 'https://bucket.example';
const PAGE = 'https://ota.example';

test('what our server has found has every digest that the store tells', () => {
  const digests = { crc64nvme: '0123456789abcdef', sha256: 'a'.repeat(64), md5: 'b'.repeat(32) };
  const found = { confirmation: 'stored', size: 9, firmwareUrl: `${STORE}/a`, ...digests } as const;
  expect(foundNote({ ...found, crc64: undefined })).toEqual({
    type: 'found',
    found: 'stored',
    size: 9,
    ...digests,
  });
});

test('an answer names the server that it came through', () => {
  const answer = {
    kind: 'answered',
    status: 200,
    origin: STORE,
    crc64: '1',
    requestId: 'r',
  } as const;
  const seen = { ...answer, retryAfter: null, body: '', relayedBy: PAGE };
  expect(replyNote(seen, true)).toMatchObject({ origin: STORE, through: PAGE });
  expect(replyNote({ ...answer, retryAfter: null, body: '' }, true)).not.toHaveProperty('through');
});

test('the question why a form was refused names the address that it is asked at', async () => {
  const notes: ExchangeNote[] = [];
  const no = () => Promise.reject(new Error('not asked'));
  const probes = {
    serverAnswers: no,
    wantsSignIn: no,
    platformAnswers: no,
    hearStore: no,
    localAccess: no,
    askWhy: async () => undefined,
    findRelay: async () => `${PAGE}/api/relay`,
  };
  const { signal } = new AbortController();
  await tracedProbes(probes, (note) => notes.push(note)).askWhy(
    { host: STORE, fields: [] },
    signal,
  );
  expect(notes[0]).toMatchObject({ type: 'asked', call: 'store', url: `${PAGE}/api/relay` });
});
