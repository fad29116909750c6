import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startScriptedBackend, type ScriptedBackend } from '../../testing/scripted-backend.ts';
import { createPackage } from './package-client.ts';
import { problemKind } from './problem.ts';

let backend: ScriptedBackend;
beforeAll(async () => {
  vi.stubGlobal('location', { origin: 'https://ota.example' });
  backend = await startScriptedBackend();
});
afterAll(() => backend.stop());

const FIRMWARE = { destVersion: '1', firmwareName: 'a', firmwareUrl: 'https://bucket/a.bin' };

/** What the user is told. */
async function told(status: number, body: string, headers: Record<string, string> = {}) {
  backend.answer = { status, body, headers };
  const creation = await createPackage(backend.url, FIRMWARE);
  if (creation.kind !== 'not-created') throw new Error(creation.kind);
  const kind = creation.isInBetween === true ? 'in-between' : problemKind(creation.problem);
  return [kind, creation.created];
}

const refusal = (code: string) => JSON.stringify({ success: false, code, errorMessage: 'No' });

test.each([
  ['our server', 401, refusal('OtaDrop.SignInRequired')],
  ['a sign-in proxy', 401, 'Unauthorized'],
])(
  'a package that %s wants a sign-in for was not created, and is not signed in',
  async (_, status, body) => {
    expect(await told(status, body)).toEqual(['sign-in', 'no']);
  },
);

test.each([
  ['a firewall’s refusal', 403, '<html>', 'no'],
  ['a page in place of the answer', 200, '<html>', 'maybe'],
])('%s is not taken for the server’s', async (_, status, body, created) => {
  expect(await told(status, body)).toEqual(['in-between', created]);
});

test('what the platform says is the platform’s', async () => {
  expect(await told(502, refusal('iot.ota.NameExist'))).toEqual(['taken', 'no']);
});
