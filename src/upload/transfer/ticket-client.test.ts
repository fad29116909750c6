import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startScriptedBackend, type ScriptedBackend } from '../../testing/scripted-backend.ts';
import type { ExchangeNote } from '../exchange-event.ts';
import { PAGE_HEADER } from '../../contract/ticket.ts';
import { createTicketClient } from './ticket-client.ts';

const HOST = 'https://bucket.example';
const never = new AbortController().signal;
let backend: ScriptedBackend;

beforeAll(async () => {
  backend = await startScriptedBackend();
  vi.stubGlobal('location', { protocol: 'https:' });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await backend.stop();
});
beforeEach(() => {
  backend.answer = undefined;
});

const data = {
  firmwareUrl: `${HOST}/ota/a.bin`,
  host: HOST,
  key: 'ota/a.bin',
  OSSAccessKeyId: 'id',
  objectStorage: 'OSS',
  policy: 'e30=',
  signature: 'signature',
  utcCreate: '2026-01-01T00:00:00.000Z',
};
const envelope = (rest: object = {}, over: object = {}) =>
  JSON.stringify({
    success: true,
    code: '',
    data: { ...data, ...over },
    requestId: 'r',
    ...rest,
  });

const ask = (storeHosts: readonly string[] | undefined = [HOST], signal = never) =>
  createTicketClient({ endpoint: backend.url, storeHosts })('tar.gz', signal);

test('a ticket is asked for as documented, and read', async () => {
  backend.answer = { body: envelope({ confirmationToken: 'token' }) };
  expect(await ask()).toEqual({
    kind: 'issued',
    ticket: { ...data, extraFields: {} },
    requestId: 'r',
    confirmationToken: 'token',
  });
  const [heard] = backend.heard.toReversed();
  expect(heard).toMatchObject({ method: 'POST', body: '{"fileSuffix":"tar.gz"}' });
  expect(heard?.headers['content-type']).toBe('application/json');
});

test('its exchange: the call and the head of the answer, or that there was none', async () => {
  const notes: ExchangeNote[] = [];
  const client = createTicketClient({ endpoint: backend.url, storeHosts: [HOST] });
  backend.answer = { body: envelope(), headers: { 'x-ota-drop-build': '1.2' } };
  await client('gz', never, undefined, (note) => notes.push(note));
  backend.answer = undefined;
  await client('gz', never, undefined, (note) => notes.push(note));
  const asked = { type: 'asked', call: 'ticket', url: backend.url, fields: [['fileSuffix', 'gz']] };
  expect(notes).toEqual([
    asked,
    {
      type: 'answered',
      call: 'ticket',
      status: 200,
      headers: expect.arrayContaining([['x-ota-drop-build', '1.2']]),
    },
    asked,
    { type: 'unanswered', call: 'ticket', why: 'unreachable' },
  ]);
});

test('its own server hears which page asks, another backend does not', async () => {
  backend.answer = { body: envelope() };
  const nameOf = async (origin: string) => {
    vi.stubGlobal('location', { protocol: 'https:', origin });
    const client = createTicketClient({ endpoint: backend.url, storeHosts: [HOST] });
    await client('bin', never);
    await client('bin', never);
    const [second, first] = backend.heard.toReversed();
    expect(second?.headers[PAGE_HEADER]).toBe(first?.headers[PAGE_HEADER]);
    return first?.headers[PAGE_HEADER];
  };
  const own = new URL(backend.url).origin;
  expect(await nameOf(own)).toMatch(/^[0-9a-z]{3,21}$/);
  expect(await nameOf('https://elsewhere.example')).toBeUndefined();
});

test('a backend that cannot be asked later gives no token', async () => {
  backend.answer = { body: envelope() };
  expect(await ask()).toMatchObject({ kind: 'issued', confirmationToken: undefined });
});

describe('what goes wrong', () => {
  const problem = (code: string) =>
    JSON.stringify({ success: false, code, errorMessage: 'No.', requestId: 'r' });

  const says = (body: string, status = 200, headers = {}) => ({ status, headers, body });
  const refused = { kind: 'ticket-refused' };
  const malformed = { kind: 'ticket-malformed', status: 200 };
  const untrusted = (fault: object) => ({ kind: 'address-untrusted', fault, requestId: 'r' });
  const soon = { 'retry-after': '3' };
  const throttled = { ...refused, status: 429, retryAfterMs: 3_000 };
  const evil = 'https://bucket.example.evil';

  test.each([
    ['T01: the connection breaks', undefined, { kind: 'ticket-unreachable' }],
    [
      'T02: a gateway’s page',
      says('<html>', 502),
      { ...refused, status: 502, problem: { code: '' } },
    ],
    [
      'T03: the platform’s own word',
      says(problem('iot.system.SystemException')),
      {
        ...refused,
        problem: { code: 'iot.system.SystemException', message: 'No.', requestId: 'r' },
      },
    ],
    ['T04: a sign-in page', says('<!doctype html>'), malformed],
    ['T04: half an answer', says(envelope().slice(0, 50)), malformed],
    [
      'T05: a field is missing',
      says(envelope({}, { policy: undefined })),
      { ...malformed, detail: expect.stringContaining('data.policy') },
    ],
    ['T06: too many, and for how long', says(problem('Throttling.User'), 429, soon), throttled],
    ['T06: too many, says a proxy', says('slow down', 429, soon), throttled],
    [
      'T18: another kind of storage',
      says(envelope({}, { objectStorage: 'COS' })),
      untrusted({ kind: 'storage-type', objectStorage: 'COS' }),
    ],
    [
      'T19: a look-alike',
      says(envelope({}, { host: evil, firmwareUrl: `${evil}/ota/a.bin` })),
      untrusted({ kind: 'host' }),
    ],
    [
      'T20: a key that climbs',
      says(envelope({}, { key: '../a.bin', firmwareUrl: `${HOST}/../a.bin` })),
      untrusted({ kind: 'key', key: '../a.bin' }),
    ],
  ])('%s', async (_, answer, failure) => {
    backend.answer = answer;
    expect(await ask()).toMatchObject({ kind: 'failed', failure });
  });

  test('T15: nothing within ten seconds', async () => {
    backend.answer = 'never';
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    const soon = new AbortController();
    timeout.mockReturnValue(soon.signal);
    const asking = ask();
    expect(timeout).toHaveBeenCalledExactlyOnceWith(10_000);
    soon.abort(new DOMException('late', 'TimeoutError'));
    expect(await asking).toEqual({
      kind: 'failed',
      failure: { kind: 'ticket-timeout', afterMs: 10_000 },
    });
    timeout.mockRestore();
  });

  test('U05: an address that an https page would not post to; this very computer is one', async () => {
    const at = (host: string) => ({
      body: envelope({}, { host, firmwareUrl: `${host}/ota/a.bin` }),
    });
    backend.answer = at('http://bucket.example');
    expect(await ask(['http://bucket.example'])).toEqual({
      kind: 'failed',
      failure: { kind: 'address-insecure', host: 'http://bucket.example', requestId: 'r' },
    });
    for (const host of ['http://127.0.0.1:8081', 'http://localhost:8081', 'http://[::1]:8081']) {
      backend.answer = at(host);
      expect(await ask([host])).toMatchObject({ kind: 'issued' });
    }
    vi.stubGlobal('location', { protocol: 'http:' });
    backend.answer = at('http://bucket.example');
    expect(await ask(['http://bucket.example'])).toMatchObject({ kind: 'issued' });
    vi.stubGlobal('location', { protocol: 'https:' });
  });
});

test('rejects once it is aborted', async () => {
  backend.answer = 'never';
  const abort = new AbortController();
  const asking = ask([HOST], abort.signal);
  abort.abort(new Error('enough'));
  await expect(asking).rejects.toThrow('enough');
});

test('every answer tells which page the server serves by now', async () => {
  const builds: string[] = [];
  const client = createTicketClient({
    endpoint: backend.url,
    storeHosts: [HOST],
    onBuild: (build) => builds.push(build),
  });
  backend.answer = { status: 503, headers: { 'x-ota-drop-build': 'abc' }, body: '' };
  await client('bin', never);
  backend.answer = { body: envelope() };
  await client('bin', never);
  expect(builds).toEqual(['abc']);
});
