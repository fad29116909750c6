import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { settingsOf } from '../../automation/in-process.ts';
import { PAGE_HEADER } from '../../contract/ticket.ts';
import { readArmingKey } from './arming-key.ts';
import { runScenarios } from './run-scenarios.ts';

/** Who may arm, for whom, and what then happens to a call for a ticket. */

const KEY = 'operators-key-0123456789';
const PUBLIC = { PUBLIC_URL: 'https://ota.test', CLOUD_PUBLIC_URL: 'https://store.test' };

async function start(env: Readonly<Record<string, string>> = {}, key?: string) {
  const dir = await mkdtemp(join(tmpdir(), 'scenarios-'));
  const auditFile = join(dir, 'audit.log');
  const settings = settingsOf({ DATA_DIR: join(dir, 'store'), AUDIT_FILE: auditFile, ...env });
  const server = await runScenarios(settings, new Map(), key);
  onTestFinished(async () => {
    await server.close(0);
    await rm(dir, { recursive: true, force: true });
  });
  const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
    fetch(server.listeningUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [PAGE_HEADER]: 'page0000one', ...headers },
      body: JSON.stringify(body),
    });
  return {
    arm: (scenarios: string, headers = {}, more = {}) =>
      post('/api/scenarios', { scenarios, ...more }, headers),
    askFor: (page = 'page0000one') =>
      post('/api/tickets', { fileSuffix: 'bin' }, { [PAGE_HEADER]: page }),
    post,
    audit: async () =>
      (await readFile(auditFile, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

const answerOf = async (response: Response) => ({
  status: response.status,
  ...(await response.json()),
});

describe('a page arms', () => {
  test('for itself alone, until it takes that back', async () => {
    const { arm, askFor } = await start();
    expect(await answerOf(await arm('malformed-ticket'))).toMatchObject({
      status: 200,
      success: true,
      data: { scenarios: 'malformed-ticket' },
    });
    const dataFor = async (page?: string) => (await answerOf(await askFor(page))).data;
    expect(await dataFor()).toEqual({});
    expect(await dataFor('page0000two')).toMatchObject({ objectStorage: 'OSS' });
    expect(await dataFor()).toEqual({});
    await arm('');
    expect(await dataFor()).toMatchObject({ objectStorage: 'OSS' });
  });

  test('what then comes of a ticket is what was announced', async () => {
    const { arm, askFor } = await start();
    await arm('throttled-7');
    const refused = await askFor();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
    await arm('ticket-error-502');
    expect((await askFor()).status).toBe(502);
    expect((await askFor()).status).toBe(200);
    await arm('wrong-host');
    expect((await answerOf(await askFor())).data.host).toBe('https://another-store.invalid');
    await arm('one-second-ticket');
    const { policy, utcCreate } = (await answerOf(await askFor())).data;
    const { expiration } = JSON.parse(Buffer.from(policy, 'base64').toString());
    expect(Date.parse(expiration) - Date.parse(utcCreate)).toBe(1_000);
  });

  test('and a line of the audit file says who, from where and what', async () => {
    const { arm, audit } = await start();
    await arm('reset-30,slow');
    await arm('');
    expect(await audit()).toMatchObject([
      { event: 'scenario', outcome: 'ok', from: '127.0.0.1', scenarios: 'reset-30,slow' },
      { event: 'scenario', outcome: 'ok', scenarios: '' },
    ]);
  });
});

describe('nothing is armed', () => {
  const refused = async (response: Response) => {
    const { status, code, errorMessage } = await answerOf(response);
    expect(errorMessage).toMatch(/nothing was armed/i);
    return [status, code];
  };

  test('by what is no link, or does not go together', async () => {
    const { arm } = await start();
    expect(await refused(await arm('nonsense'))).toEqual([400, 'OtaDrop.BadRequest']);
    expect(await refused(await arm('wrong-host,too-large'))).toEqual([400, 'OtaDrop.BadRequest']);
    expect(await refused(await arm('slow', {}, { seed: -1 }))).toEqual([400, 'OtaDrop.BadRequest']);
    expect(await refused(await arm('slow', { [PAGE_HEADER]: '' }))).toEqual([
      400,
      'OtaDrop.BadRequest',
    ]);
  });

  test('by the page of another site', async () => {
    const { arm } = await start();
    const origin = { origin: 'https://elsewhere.test', 'sec-fetch-site': 'cross-site' };
    expect(await refused(await arm('slow', origin))).toEqual([403, 'OtaDrop.Forbidden']);
  });

  test('without signing in, where users do', async () => {
    const { arm } = await start({
      SIGN_IN: 'token',
      SIGN_IN_TOKEN: 'a-shared-token-of-a-whole-team-0123456789',
    });
    expect((await arm('slow')).status).toBe(401);
    const authorization = 'Bearer a-shared-token-of-a-whole-team-0123456789';
    expect((await arm('slow', { authorization })).status).toBe(200);
  });

  test.each([
    ['at a public address', PUBLIC, {}],
    ['through a proxy on this machine', {}, { 'x-forwarded-for': '203.0.113.7' }],
  ])('%s without the operator’s key', async (_where, env, headers) => {
    const open = await start(env);
    const closed = [403, 'OtaDrop.ScenariosClosed'];
    const host = 'PUBLIC_URL' in env ? { host: 'ota.test' } : {};
    expect(await refused(await open.arm('slow', { ...headers, ...host }))).toEqual(closed);
  });
});

test('the operator’s key opens, and is asked for once a day', async () => {
  const { arm, audit } = await start({}, KEY);
  const from = { 'x-forwarded-for': '203.0.113.7' };
  expect((await answerOf(await arm('slow', from))).code).toBe('OtaDrop.ScenarioKeyNeeded');
  const wrong = await arm('slow', from, { key: 'not-the-key' });
  expect((await answerOf(wrong)).code).toBe('OtaDrop.ScenarioKeyWrong');
  expect(wrong.headers.get('set-cookie')).toBe(null);
  const right = await arm('slow', from, { key: KEY });
  expect(right.status).toBe(200);
  const cookie = right.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
  expect(cookie).not.toContain(KEY);
  const kept = cookie.split(';')[0] ?? '';
  expect((await arm('reset', { ...from, cookie: kept })).status).toBe(200);
  expect((await arm('reset', { ...from, cookie: `${kept}x` })).status).toBe(403);
  const lines = await audit();
  expect(lines.map(({ event, outcome }) => [event, outcome])).toEqual([
    ['sign-in', 'OtaDrop.ScenarioKeyWrong'],
    ['scenario', 'ok'],
    ['scenario', 'ok'],
  ]);
  expect(JSON.stringify(lines)).not.toContain(KEY);
});

test('keys cannot be tried without end', async () => {
  const { arm } = await start({}, KEY);
  const from = { 'x-forwarded-for': '203.0.113.7' };
  const statuses: number[] = [];
  for (let nth = 0; nth < 12; nth += 1) {
    statuses.push((await arm('slow', from, { key: `wrong-${nth}` })).status);
  }
  expect(statuses.slice(-2)).toEqual([429, 429]);
});

test('a live cloud is never armed', async () => {
  const live = {
    CLOUD: 'tuya',
    CLOUD_ENDPOINT: 'https://openapi.test',
    STORE_HOSTS: 'bucket.oss-cn-hangzhou.aliyuncs.com',
    ACCESS_KEY_ID: 'an-id',
    ACCESS_KEY_SECRET: 'a-secret',
  };
  await expect(runScenarios(settingsOf(live), new Map(), undefined)).rejects.toThrow(
    /embedded cloud alone/,
  );
});

test('a key that is easily guessed is no key', () => {
  expect(readArmingKey({})).toBe(undefined);
  expect(readArmingKey({ SCENARIO_KEY: KEY })).toBe(KEY);
  expect(() => readArmingKey({ SCENARIO_KEY: 'short' })).toThrow(/at least 16/);
});
