import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TARGET_HEADER } from '../contract/access/target.ts';
import { startBucketStore } from '../testing/bucket-store.ts';
import { pageOf, settingsOf, startPlatform, STORE } from '../testing/server-world.ts';
import { folderOfTest } from '../testing/test-resources.ts';
import { userLine } from '../testing/user-line.ts';
import { printConfig } from './command-line/print-config.ts';
import { printFindings } from './doctor/print-findings.ts';
import { createLog } from './operations/log.ts';
import { createOperations } from './operations/operations.ts';
import { spellingsOf } from './operations/scrub.ts';
import { runServer } from './run-server.ts';
import { secretsOf } from './settings/secrets.ts';

/** Every secret that a server can have, looked for in everything that it says. */

const canary = (name: string) => `CANARY+${name}/4711=${name}-0123456789abcdef`;
const SECRETS = {
  PROD_SECRET: canary('prod'),
  OWN_SECRET: canary('own'),
  OWN_TOKEN: canary('temporary'),
  LAB_SECRET: canary('lab'),
  SESSION_SECRET: canary('session'),
};
const IDS = {
  PROD_ID: 'CANARY-prod-id-0815',
  OWN_ID: 'CANARY-own-id-0815',
  LAB_ID: 'CANARY-lab-id',
};
const TOKEN = canary('token');
const PASSWORD = canary('password');

type SignIn = { readonly kind: 'token' | 'password'; readonly secret: string };

async function write({ kind }: SignIn) {
  const dir = await folderOfTest();
  // A platform quotes what it was sent, in its message and in its code.
  const { access } = await startPlatform('tuya', async () => {
    const quoted = `${IDS.PROD_ID} ${SECRETS.PROD_SECRET}`;
    const problem = {
      code: `InvalidAccessKeyId.${quoted}`,
      errorMessage: quoted,
      requestId: quoted,
    };
    return Response.json({ success: false, ...problem });
  });
  const bucket = await startBucketStore({ refuses: 'SignatureDoesNotMatch' });
  const settings = {
    prod: {
      CLOUD: 'tuya',
      CLOUD_ENDPOINT: access.endpoint,
      STORE_HOSTS: STORE,
      ACCESS_KEY_ID: '$PROD_ID',
      ACCESS_KEY_SECRET: '$PROD_SECRET',
    },
    own: {
      CLOUD: 'bucket',
      BUCKET: 'firmware',
      BUCKET_ENDPOINT: bucket.endpoint,
      ACCESS_KEY_ID: '$OWN_ID',
      ACCESS_KEY_SECRET: '$OWN_SECRET',
      SECURITY_TOKEN: '$OWN_TOKEN',
    },
    lab: {
      DATA_DIR: join(dir, 'lab'),
      CLOUD_PORT: '0',
      ACCESS_KEY_ID: '$LAB_ID',
      ACCESS_KEY_SECRET: '$LAB_SECRET',
    },
  };
  const targets = Object.entries(settings).map(([id, own]) => {
    return { id, label: id, color: '#2563eb', settings: own };
  });
  const files = {
    targets: join(dir, 'targets.json'),
    users: join(dir, 'users'),
    audit: join(dir, 'audit'),
  };
  await writeFile(files.targets, JSON.stringify({ version: 1, targets }));
  await writeFile(files.users, `${userLine('alice', PASSWORD)}\n`);
  const env: Readonly<Record<string, string>> = {
    ...SECRETS,
    ...IDS,
    CLOUD_PORT: '',
    TARGETS_FILE: files.targets,
    AUDIT_FILE: files.audit,
    OPERATOR_PORT: '0',
    RELAY: 'on',
    SIGN_IN: kind,
    ...(kind === 'token' ? { SIGN_IN_TOKEN: TOKEN } : { SIGN_IN_USERS_FILE: files.users }),
  };
  return { env, files };
}

async function hear(signIn: SignIn): Promise<readonly string[]> {
  const { env, files } = await write(signIn);
  const settings = settingsOf(env);
  const heard: string[] = [printConfig(env)];
  const operations = createOperations(
    createLog({
      format: 'json',
      level: 'debug',
      secrets: secretsOf(settings),
      out: (text) => heard.push(text),
    }),
  );
  const running = await runServer(settings, pageOf('<p>1</p>'), { operations });
  onTestFinished(() => running.close(0));
  const { listeningUrl, operatorUrl = '' } = running;
  const listen = async (url: string, init: RequestInit = {}) => {
    const response = await fetch(url, init);
    heard.push(JSON.stringify([...response.headers]), await response.text());
    return response;
  };
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    listen(listeningUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  await post('/api/sign-in', { name: 'alice', secret: 'wrong' });
  const signedIn = await post('/api/sign-in', { name: 'alice', secret: signIn.secret });
  expect(signedIn.status).toBe(200);
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const form = new FormData();
  form.append('key', 'a');
  for (const target of ['prod', 'own', 'lab']) {
    const headers = { cookie, [TARGET_HEADER]: target };
    await post('/api/tickets', { fileSuffix: 'bin' }, headers);
    await post('/api/tickets', { fileSuffix: 'bin' });
    const package_ = { firmwareName: 'a', destVersion: '2', firmwareUrl: `${STORE}/a.bin` };
    await post('/api/firmware', package_, headers);
    await post('/api/confirmations', { token: 'x' }, headers);
    for (const path of ['/', '/config.json', '/readyz', '/api/session', '/api/platform']) {
      await listen(listeningUrl + path, { headers });
    }
    const relay = `${listeningUrl}/api/relay?store=${encodeURIComponent(STORE)}`;
    await listen(relay, { method: 'POST', headers, body: form });
  }
  for (const path of ['/metrics', '/doctor', '/store']) await listen(operatorUrl + path);
  heard.push(printFindings(await running.examine(true)), await readFile(files.audit, 'utf8'));
  for (const secret of [...Object.values(SECRETS), signIn.secret]) {
    // A password is known to its hash alone.
    if (secret === PASSWORD) continue;
    for (const spelling of spellingsOf(secret)) operations.report(new Error(`with ${spelling}`));
  }
  return heard;
}

test.each<SignIn>([
  { kind: 'token', secret: TOKEN },
  { kind: 'password', secret: PASSWORD },
])('signed in by $kind: no secret of any target is anywhere', async (signIn) => {
  const heard = await hear(signIn);
  const all = heard.join('\n');
  expect(all.length).toBeGreaterThan(20_000);
  expect(all).toContain('SignatureDoesNotMatch');
  const token = SECRETS.OWN_TOKEN;
  const secrets = [...Object.values(SECRETS), TOKEN, PASSWORD].filter((secret) => secret !== token);
  expect(secrets.flatMap(spellingsOf).filter((spelling) => all.includes(spelling))).toEqual([]);
  // A form has to name the key's id and the token of a temporary key: a ticket is where they are, and nowhere else.
  const isTicket = (text: string) => text.includes('"confirmationToken"');
  const others = heard.filter((text) => !isTicket(text)).join('\n');
  const known = [...spellingsOf(token), IDS.PROD_ID, IDS.OWN_ID, IDS.LAB_ID];
  expect(known.filter((spelling) => others.includes(spelling))).toEqual([]);
  // Of a platform's key not even the refusal says which it was.
  expect(all).not.toContain(IDS.PROD_ID);
});
