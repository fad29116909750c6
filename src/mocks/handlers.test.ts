import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readTicketAnswer } from '../contract/ticket.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../simulator/cloud.ts';
import { createHandlers } from './handlers.ts';
import { setupServer } from 'msw/node';

const ORIGIN = 'https://simulated.invalid';
const page = 'http://page.test';
const access = { dialect: 'tuya', endpoint: ORIGIN, credentials: SAMPLE_CREDENTIALS } as const;
const config = { ticketEndpoint: 'api/tickets', cloud: 'simulated', storeHosts: [ORIGIN] } as const;
const handlersFor = (credentials = SAMPLE_CREDENTIALS) =>
  createHandlers(
    createCloud({ origin: ORIGIN }),
    { ...access, credentials },
    { ...config, storeHosts: [ORIGIN] },
  );

const server = setupServer(...handlersFor());
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const ask = (body: string) => fetch(`${page}/api/tickets`, { method: 'POST', body });

test('a ticket comes in the documented envelope, from a call the cloud has verified', async () => {
  const answer = readTicketAnswer(await (await ask('{"fileSuffix":"apk"}')).json());
  expect(answer).toMatchObject({
    kind: 'issued',
    ticket: { host: ORIGIN, key: expect.stringMatching(/^ota\/firmware\/[0-9a-f-]{36}\.apk$/) },
  });
});

test('a cloud that refuses the signature is a refusal here too', async () => {
  server.use(...handlersFor({ ...SAMPLE_CREDENTIALS, accessKeySecret: 'wrong' }));
  const response = await ask('{"fileSuffix":"apk"}');
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({ success: false, code: 'SignatureDoesNotMatch' });
});

test.each(['{', '{}', '{"fileSuffix":"exe"}'])('%s is no request for a ticket', async (body) => {
  const response = await ask(body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ success: false, code: 'OtaDrop.BadRequest' });
});

test('the settings say that all of it is simulated', async () => {
  expect(await (await fetch(`${page}/config.json`)).json()).toMatchObject({ cloud: 'simulated' });
});

test('a package is made by the same cloud, of what it holds', async () => {
  const refused = await fetch(`${page}/api/firmware`, {
    method: 'POST',
    body: JSON.stringify({
      destVersion: '1.4.2',
      firmwareName: 'doorbell',
      firmwareUrl: `${ORIGIN}/ota/firmware/a.bin`,
    }),
  });
  expect(await refused.json()).toMatchObject({
    success: false,
    created: 'no',
    code: 'iot.ota.FirmwareFileNotFound',
  });
});
