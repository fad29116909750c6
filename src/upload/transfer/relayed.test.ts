import { expect, test } from 'vitest';
import type { Probes } from './probes.ts';
import { relayAddress, relayedProbes, relayedTransport } from './relayed.ts';
import type { FindRelay, OutgoingForm, StoreReply, Transport } from './transport.ts';

const STORE = 'https://bucket.example';
const PAGE = 'https://ota.example';
const RELAY = relayAddress(`${PAGE}/api/relay`, STORE);
const through: FindRelay = async () => RELAY;
const straight: FindRelay = async () => undefined;
const { signal } = new AbortController();
const FORM: OutgoingForm = { host: STORE, fields: [], file: new File([], 'a'), fileName: 'a.bin' };
const ANSWER: StoreReply = {
  kind: 'answered',
  status: 200,
  origin: PAGE,
  crc64: '1',
  requestId: 'r',
  retryAfter: null,
  body: '',
};

function transport(reply: StoreReply) {
  const hosts: string[] = [];
  const inner: Transport = {
    async send({ host }) {
      hosts.push(host);
      return reply;
    },
  };
  return { inner, hosts };
}
/** As `sendFirmware` does it. */
async function send(inner: Transport, find: FindRelay, form = FORM) {
  const transport = relayedTransport(inner, find);
  const relay = await transport.findRelay?.(form.host, signal);
  return transport.send({ ...form, relay }, { signal, onProgress: () => {} });
}

test('the address names the store', () => {
  expect(RELAY).toBe('https://ota.example/api/relay?store=https%3A%2F%2Fbucket.example');
});

test('a form goes to the relay, and the answer counts as the store’s, with the relay’s name', async () => {
  const { inner, hosts } = transport(ANSWER);
  expect(await send(inner, through)).toEqual({ ...ANSWER, origin: STORE, relayedBy: PAGE });
  expect(hosts).toEqual([RELAY]);
});

test('what a redirect led elsewhere is not the store’s answer', async () => {
  const elsewhere = { ...ANSWER, origin: 'https://login.example' };
  expect(await send(transport(elsewhere).inner, through)).toMatchObject({
    ...elsewhere,
    answerer: { kind: 'in-between' },
  });
});

test('a bucket in the path of its store answers by the origin of that', async () => {
  const host = `${STORE}/firmware`;
  const find: FindRelay = async () => relayAddress(`${PAGE}/api/relay`, host);
  const form = { ...FORM, host };
  const reply = await send(transport(ANSWER).inner, find, form);
  expect(reply).toMatchObject({ origin: STORE });
  expect(await relayedProbes(probes(), find).askWhy({ host, fields: [] }, signal)).toMatchObject({
    origin: STORE,
  });
});

const refusal = (code: string) => JSON.stringify({ success: false, code, errorMessage: 'No' });

test.each([
  ['our server without a session', 401, refusal('OtaDrop.SignInRequired'), 'server'],
  ['our server for another site’s page', 403, refusal('OtaDrop.Forbidden'), 'server'],
  ['a sign-in proxy', 401, 'Unauthorized', 'in-between'],
  ['a sign-in page', 200, '<!doctype html>', 'in-between'],
])('what %s says to a form is not the store’s answer', async (_, status, body, kind) => {
  const answer = { ...ANSWER, status, body, requestId: null };
  expect(await send(transport(answer).inner, through)).toMatchObject({
    kind: 'answered',
    origin: PAGE,
    answerer: { kind },
    relayedBy: PAGE,
  });
});

test.each([
  ['the store, with a document', 401, '<Error/>'],
  ['the relay, of the store’s silence', 502, refusal('OtaDrop.StoreUnreachable')],
  ['the relay, of the forms under way', 503, refusal('OtaDrop.RelayBusy')],
])('what %s says is about the store', async (_, status, body) => {
  const reply = await send(transport({ ...ANSWER, status, body, requestId: null }).inner, through);
  expect(reply).toMatchObject({ kind: 'answered', status, origin: STORE });
  expect(reply).not.toHaveProperty('answerer');
});

test('a form without an answer was on its way through the relay', async () => {
  expect(await send(transport({ kind: 'unreachable' }).inner, through)).toEqual({
    kind: 'unreachable',
    relayedBy: PAGE,
  });
});

test('without a relay nothing is changed', async () => {
  const { inner, hosts } = transport({ ...ANSWER, origin: STORE });
  expect(await send(inner, straight)).toEqual({ ...ANSWER, origin: STORE });
  expect(hosts).toEqual([STORE]);
});

const unused = () => Promise.reject(new Error('this should not have been called'));
const probes = (asked: string[] = []): Probes => ({
  serverAnswers: unused,
  wantsSignIn: unused,
  platformAnswers: unused,
  async hearStore(host) {
    asked.push(host);
    return 'unreadable';
  },
  localAccess: unused,
  async askWhy({ host }) {
    asked.push(host);
    return { ...ANSWER, origin: PAGE };
  },
});

test.each([
  [403, 'readable'],
  [502, 'silent'],
] as const)('a relay that says %d: the store is %s', async (status, heard) => {
  const asked: unknown[] = [];
  const fetch: typeof globalThis.fetch = async (url) => {
    asked.push(url);
    return new Response('', { status });
  };
  expect(await relayedProbes(probes(), through, fetch).hearStore(STORE, signal)).toBe(heard);
  expect(asked).toEqual([RELAY]);
});

test('a relay is asked for some seconds, and its redirects are not followed', async () => {
  let asked: RequestInit | undefined;
  const fetch: typeof globalThis.fetch = async (_, init) => {
    asked = init;
    return new Response('', { status: 403 });
  };
  await relayedProbes(probes(), through, fetch).hearStore(STORE, signal);
  expect(asked).toMatchObject({ redirect: 'manual' });
  expect(asked?.signal).not.toBe(signal);
});

test('a relay that does not answer leaves the store silent', async () => {
  const fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  expect(await relayedProbes(probes(), through, fetch).hearStore(STORE, signal)).toBe('silent');
});

test('the store is asked why through the relay, and answers as itself', async () => {
  const asked: string[] = [];
  const answer = await relayedProbes(probes(asked), through).askWhy(
    { host: STORE, fields: [] },
    signal,
  );
  expect(asked).toEqual([RELAY]);
  expect(answer).toMatchObject({ origin: STORE });
});

test('without a relay the store itself is asked', async () => {
  const asked: string[] = [];
  expect(await relayedProbes(probes(asked), straight).hearStore(STORE, signal)).toBe('unreadable');
  expect(asked).toEqual([STORE]);
});
