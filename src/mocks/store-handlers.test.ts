import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readConfirmationText } from '../contract/confirmation.ts';
import { readOssError } from '../contract/oss-error.ts';
import { signedTicketCall } from '../contract/platform-call.ts';
import { postFormFields } from '../contract/post-form.ts';
import { readTicketAnswer } from '../contract/ticket.ts';
import { playFaults } from '../faults/cloud-faults.ts';
import { createFaultPlan } from '../faults/fault-plan.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../simulator/cloud.ts';
import { setupServer } from 'msw/node';
import { createStoreHandlers } from './store-handlers.ts';

const store = 'https://simulated.invalid';
const page = 'http://page.test';
const access = { dialect: 'tuya', endpoint: store, credentials: SAMPLE_CREDENTIALS } as const;
const plan = createFaultPlan();
const cloud = playFaults(plan)(createCloud({ origin: store }));

const server = setupServer(...createStoreHandlers({ cloud, store, page }));
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => plan.disarm());
afterAll(() => server.close());

async function ticket() {
  const stamp = { at: new Date(), nonce: crypto.randomUUID() };
  const answer = await cloud.fetch(await signedTicketCall(access, 'bin', stamp));
  const reading = readTicketAnswer(await answer.json());
  if (reading.kind !== 'issued') throw new Error('no ticket');
  return reading.ticket;
}

async function confirm(token: string) {
  const body = JSON.stringify({ token });
  const answer = await fetch(`${page}/api/confirmations`, { method: 'POST', body });
  return readConfirmationText(await answer.text());
}

const post = (form: FormData) => fetch(`${store}/`, { method: 'POST', body: form });

test('a confirmation says what the store holds', async () => {
  const { firmwareUrl, ...rest } = await ticket();
  expect(await confirm(firmwareUrl)).toEqual({ confirmation: 'absent' });
  const bytes = new TextEncoder().encode('firmware');
  await cloud.postObject(
    { url: `${store}/`, origin: page },
    {
      fields: postFormFields({ ...rest, firmwareUrl }),
      file: {
        fileName: 'firmware.bin',
        bytes: (async function* () {
          yield bytes;
        })(),
      },
    },
  );
  expect(await confirm(firmwareUrl)).toMatchObject({
    confirmation: 'stored',
    size: bytes.byteLength,
    crc64: expect.stringMatching(/^\d+$/),
    firmwareUrl,
  });
});

test.each(['no address', 'https://elsewhere.invalid/ota/a.bin'])(
  'nothing is known of: %s',
  async (token) => {
    expect(await confirm(token)).toEqual({ confirmation: 'unknown' });
  },
);

test('a question without a token is answered with 400', async () => {
  const answer = await fetch(`${page}/api/confirmations`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ success: false, code: 'OtaDrop.BadRequest' });
});

test('a form without its file is refused with the reason', async () => {
  const form = new FormData();
  for (const [name, value] of postFormFields(await ticket())) form.append(name, value);
  plan.arm({ kind: 'refused', as: 'UserDisable', at: { bodyBytes: 0 }, concernsTicket: true });
  expect(readOssError(await (await post(form)).text())).toMatchObject({ code: 'UserDisable' });
});

test('an empty form can be read, unless the bucket has no CORS rule', async () => {
  expect((await post(new FormData())).status).toBe(400);
  plan.arm({ kind: 'no-cors', on: 'everything' }, { times: Infinity });
  await expect(post(new FormData())).rejects.toThrow(TypeError);
});
