import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startScriptedBackend, type ScriptedBackend } from '../../testing/scripted-backend.ts';
import { createConfirmationClient } from './confirmation-client.ts';

const never = new AbortController().signal;
const request = { token: 'token', size: 9, crc64: '1' };
let backend: ScriptedBackend;

beforeAll(async () => {
  backend = await startScriptedBackend();
});
afterAll(() => backend.stop());

const ask = (signal = never) => createConfirmationClient(backend.url)(request, signal);
const envelope = (data: unknown) =>
  JSON.stringify({ success: true, code: '', data, requestId: 'r' });

test('what the store holds is asked for as documented, and read', async () => {
  const findings = { confirmation: 'verified', crc64: '1', firmwareUrl: 'https://bucket/a.bin' };
  backend.answer = { body: envelope(findings) };
  expect(await ask()).toEqual(findings);
  const [heard] = backend.heard.toReversed();
  expect(heard).toMatchObject({ method: 'POST', body: JSON.stringify(request) });
});

test.each([
  ['the connection breaks', undefined],
  ['the server has trouble', { status: 503, body: '' }],
  ['a gateway has', { status: 502, body: envelope({ confirmation: 'verified', crc64: '1' }) }],
])('nobody could be asked when %s', async (_, answer) => {
  backend.answer = answer;
  expect(await ask()).toEqual({ confirmation: 'unreachable' });
});

test.each([
  ['the call is refused', { status: 400, body: '{"success":false,"code":"OtaDrop.BadRequest"}' }],
  ['a proxy shows a page', { body: '<html>' }],
  ['a word is unknown', { body: envelope({ confirmation: 'surely' }) }],
  ['a word is missing', { body: envelope({}) }],
  ['it is not said to be a success', { body: '{"data":{"confirmation":"verified"}}' }],
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

test('nobody is waited for longer than ten seconds', async () => {
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

test('who stops asking hears of nothing but that', async () => {
  backend.answer = 'never';
  const abort = new AbortController();
  const asking = ask(abort.signal);
  abort.abort(new Error('enough'));
  await expect(asking).rejects.toThrow('enough');
});
