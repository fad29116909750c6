import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startScriptedBackend, type ScriptedBackend } from '../../testing/scripted-backend.ts';
import type { ExchangeNote } from '../exchange-event.ts';
import { createConfirmationClient } from './confirmation-client.ts';

const never = new AbortController().signal;
const request = { token: 'token' };
let backend: ScriptedBackend;

beforeAll(async () => {
  backend = await startScriptedBackend();
});
afterAll(() => backend.stop());

const ask = (signal = never) => createConfirmationClient(backend.url)(request, signal);
const STORED = {
  confirmation: 'stored',
  size: 9,
  crc64: '1',
  firmwareUrl: 'https://bucket/a.bin',
};
const envelope = (data: unknown) =>
  JSON.stringify({ success: true, code: '', data, requestId: 'r' });

test('what the store holds is asked for as documented, and read', async () => {
  backend.answer = { body: envelope(STORED) };
  expect(await ask()).toEqual(STORED);
  const [heard] = backend.heard.toReversed();
  expect(heard).toMatchObject({ method: 'POST', body: JSON.stringify(request) });
});

test.each([
  ['the connection breaks', undefined],
  ['the server has a problem', { status: 503, body: '' }],
  ['a gateway has', { status: 502, body: envelope(STORED) }],
])('the server could not be asked when %s', async (_, answer) => {
  backend.answer = answer;
  expect(await ask()).toEqual({ confirmation: 'unreachable' });
});

test.each([
  ['yes', 'our server', 401, '{"success":false,"code":"OtaDrop.SignInRequired"}'],
  ['yes', 'a proxy', 401, 'Unauthorized'],
  ['perhaps', 'a firewall', 403, '<html>'],
  ['perhaps', 'a page that says 200', 200, '<html>'],
] as const)('whether a sign-in is wanted: %s, by %s', async (signIn, _, status, body) => {
  backend.answer = { status, body };
  expect(await ask()).toEqual({ confirmation: 'unreachable', signIn });
});

test.each([
  ['the call is refused', { status: 400, body: '{"success":false,"code":"OtaDrop.BadRequest"}' }],
  ['it is not said to be a success', { body: '{"data":{"confirmation":"absent"}}' }],
])('nothing is known when %s', async (_, answer) => {
  backend.answer = answer;
  expect(await ask()).toEqual({ confirmation: 'unknown' });
});

test('nothing is known of a backend that only issues tickets, and it is not asked', async () => {
  const before = backend.heard.length;
  expect(await createConfirmationClient(undefined)(request, never)).toEqual({
    confirmation: 'unknown',
  });
  expect(backend.heard).toHaveLength(before);
});

test('gives up after ten seconds', async () => {
  backend.answer = 'never';
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  const soon = new AbortController();
  timeout.mockReturnValue(soon.signal);
  const asking = ask();
  expect(timeout).toHaveBeenCalledExactlyOnceWith(10_000);
  soon.abort(new DOMException('late', 'TimeoutError'));
  expect(await asking).toEqual({ confirmation: 'unreachable' });
  timeout.mockRestore();
});

test('rejects once it is aborted', async () => {
  backend.answer = 'never';
  const abort = new AbortController();
  const asking = ask(abort.signal);
  abort.abort(new Error('enough'));
  await expect(asking).rejects.toThrow('enough');
});

test('its exchange: the question and the head of the answer, or that there was none', async () => {
  const notes: ExchangeNote[] = [];
  const client = createConfirmationClient(backend.url);
  backend.answer = { status: 503, body: '' };
  await client(request, never, (note) => notes.push(note));
  backend.answer = undefined;
  await client(request, never, (note) => notes.push(note));
  const asked = {
    type: 'asked',
    call: 'confirmation',
    url: backend.url,
    fields: [['token', 'token']],
  };
  expect(notes).toEqual([
    asked,
    { type: 'answered', call: 'confirmation', status: 503, headers: expect.any(Array) },
    asked,
    { type: 'unanswered', call: 'confirmation', why: 'unreachable' },
  ]);
});
