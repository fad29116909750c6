import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startPlatform, startServer, STORE } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { openAuditLog } from './audit-log.ts';

const TOKEN = 'CANARY-token-that-the-whole-team-shares';
const SECRET = 'CANARY-secret-of-the-platform';
const TICKET = { fileSuffix: 'bin' };

async function startAudited(env: Readonly<Record<string, string>> = {}) {
  const dir = await folderOfTest();
  const file = join(dir, 'audit.jsonl');
  const server = await startServer(join(dir, 'store'), {
    ACCESS_KEY_ID: 'CANARY-id',
    ACCESS_KEY_SECRET: SECRET,
    SIGN_IN: 'token',
    SIGN_IN_TOKEN: TOKEN,
    AUDIT_FILE: file,
    ...env,
  });
  const ask = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(server.listeningUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const lines = async (path = file) =>
    (await readFile(path, 'utf8').catch(() => ''))
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  const signIn = async (name: string) => {
    const answer = await ask('/api/sign-in', { name, secret: TOKEN });
    return { cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  };
  return { file, ask, lines, signIn };
}

const COMMON = {
  time: expect.stringMatching(/Z$/),
  requestId: expect.any(String),
  from: '127.0.0.1',
};
const ALICE = { ...COMMON, who: 'alice', by: 'token' };

test('every ticket, confirmation, package and sign-in is a line that says who and what', async () => {
  const { ask, lines, signIn } = await startAudited();
  await ask('/api/sign-in', { name: 'alice', secret: 'CANARY-wrong' });
  const session = await signIn('alice');
  const ticket = await (await ask('/api/tickets', TICKET, session)).json();
  const { firmwareUrl, key, policy, signature } = ticket.data;
  await ask('/api/confirmations', { token: ticket.confirmationToken }, session);
  const firmware = { firmwareUrl, firmwareName: 'door', destVersion: '2', firmwareSize: 9 };
  const { errorMessage } = await (await ask('/api/firmware', firmware, session)).json();
  expect(errorMessage).toEqual(expect.any(String));
  await ask('/api/sign-out', {}, session);

  expect(await lines()).toEqual([
    { ...COMMON, event: 'sign-in', outcome: 'OtaDrop.WrongSignIn' },
    { ...ALICE, event: 'sign-in', outcome: 'ok' },
    {
      ...ALICE,
      event: 'ticket',
      outcome: 'ok',
      requestId: ticket.requestId,
      fileSuffix: 'bin',
      key,
    },
    { ...ALICE, event: 'confirmation', outcome: 'absent' },
    {
      ...ALICE,
      event: 'package',
      outcome: expect.stringMatching(/^\w/),
      firmwareUrl,
      firmwareName: 'door',
      destVersion: '2',
      size: 9,
    },
    { ...ALICE, event: 'sign-out', outcome: 'ok' },
  ]);
  const text = JSON.stringify(await lines());
  for (const secret of ['CANARY', policy, signature, session.cookie.slice(20)]) {
    expect(text).not.toContain(secret);
  }
});

test('a refusal of the platform is a line with its code', async () => {
  const { access } = await startPlatform('tuya', async () =>
    Response.json({ success: false, code: 'NoPermission', errorMessage: 'no', requestId: 'r-1' }),
  );
  const { ask, lines, signIn } = await startAudited({
    CLOUD: 'tuya',
    CLOUD_ENDPOINT: access.endpoint,
    STORE_HOSTS: STORE,
  });
  await ask('/api/tickets', TICKET, await signIn('alice'));
  expect((await lines()).at(-1)).toEqual({
    ...ALICE,
    event: 'ticket',
    outcome: 'NoPermission',
    requestId: 'r-1',
    fileSuffix: 'bin',
  });
});

test('a file that is renamed is begun anew, without a signal', async () => {
  const { file, ask, lines, signIn } = await startAudited();
  const session = await signIn('alice');
  await rename(file, `${file}.1`);
  await ask('/api/tickets', TICKET, session);
  expect(await lines(`${file}.1`)).toHaveLength(1);
  expect(await lines()).toMatchObject([{ event: 'ticket' }]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('no ticket as long as it cannot be recorded', async () => {
  const { file, ask, lines, signIn } = await startAudited();
  const session = await signIn('alice');
  // A folder in its place: not even root writes there.
  await rm(file);
  await mkdir(file);
  const refused = await ask('/api/tickets', TICKET, session);
  expect([refused.status, await refused.json()]).toMatchObject([
    503,
    { code: 'OtaDrop.AuditUnavailable' },
  ]);
  await rm(file, { recursive: true });
  expect((await ask('/api/tickets', TICKET, session)).status).toBe(200);
  expect(await lines()).toHaveLength(1);
});

test('a server whose file cannot be written does not start', async () => {
  const dir = await folderOfTest();
  await expect(openAuditLog(join(dir, 'nowhere', 'audit.jsonl'))).rejects.toThrow(
    /^AUDIT_FILE .+ cannot be written \(.+\)\. .+\.$/,
  );
});

test('many at once are whole lines, in their order, after what was there', async () => {
  const path = join(await folderOfTest(), 'audit.jsonl');
  await writeFile(path, '{"event":"earlier"}\n');
  await chmod(path, 0o640);
  const log = await openAuditLog(path, () => 0);
  await Promise.all(
    Array.from({ length: 100 }, (_, at) =>
      log.write({ event: 'ticket', outcome: 'ok', requestId: String(at), from: '' }),
    ),
  );
  const [first = '', ...rest] = (await readFile(path, 'utf8')).trim().split('\n');
  expect(JSON.parse(first)).toEqual({ event: 'earlier' });
  expect(rest.map((line) => JSON.parse(line).requestId)).toEqual(
    Array.from({ length: 100 }, (_, at) => String(at)),
  );
  // The rights that an administrator gave it stay.
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});

test('a name that is the token is not taken: it would stand in every record', async () => {
  const { ask, lines } = await startAudited();
  const answer = await ask('/api/sign-in', { name: `x ${TOKEN}`, secret: TOKEN });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(await lines())).not.toContain('CANARY');
});
