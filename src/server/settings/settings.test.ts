import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { BAD_SETTINGS } from '../../testing/bad-settings.ts';
import { settingsOf as settingsWithFreePorts } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { NO_PROXIES } from '../process/proxy-list.ts';
import { settingNames, type Environment } from './setting-reader.ts';
import { SETTINGS, type Setting } from './setting-table.ts';
import { readSettings } from './settings.ts';

const mistakesOf = (env: Environment): readonly string[] => {
  const reading = readSettings(env);
  return reading.kind === 'mistakes' ? reading.mistakes : [];
};
const settingsOf = (env: Record<string, string> = {}) =>
  settingsWithFreePorts({ PORT: '', CLOUD_PORT: '', ...env });
const KEYS = { ACCESS_KEY_ID: 'LTAIid', ACCESS_KEY_SECRET: 'secret' };
const ALIBABA = { CLOUD: 'alibaba', ...KEYS };

test('nothing set means the embedded cloud, on loopback', () => {
  expect(settingsOf()).toEqual({
    host: '127.0.0.1',
    port: 8080,
    publicUrl: undefined,
    drainMs: 30_000,
    auditFile: undefined,
    ticketsPerSecond: 0,
    hasRelay: false,
    operations: {
      logFormat: undefined,
      logLevel: 'info',
      operatorPort: undefined,
      operatorHost: '127.0.0.1',
    },
    accessRules: { signIn: { kind: 'none' }, proxies: NO_PROXIES, ticketsPerUserDay: 0 },
    cloud: {
      kind: 'embedded',
      port: 8081,
      publicUrl: undefined,
      dataDir: '.data',
      ticketLifeMs: 60_000,
      quotaBytes: 20 * 1024 ** 3,
      retention: { keepMs: undefined, keepBytes: undefined },
      credentials: undefined,
    },
    targets: undefined,
  });
});

test.each([
  ['LOCALHOST', 'localhost'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['127.0.0.2', '127.0.0.2'],
  ['Lock.Localhost', 'lock.localhost'],
])('HOST %s is this machine alone', (host, normal) => {
  expect(settingsOf({ HOST: host }).host).toBe(normal);
});

test('another address than loopback is used when that is confirmed', () => {
  expect(settingsOf({ HOST: '0.0.0.0', I_KNOW_THIS_IS_OPEN: '1' }).host).toBe('0.0.0.0');
});

test.for(BAD_SETTINGS)('refuses %s', ([, env, lines = Object.keys(env).slice(-1)]) => {
  const mistakes = mistakesOf(env);
  expect(mistakes.map((line) => /^\w+/.exec(line)?.[0])).toEqual(lines);
  for (const line of mistakes) {
    // What is wrong, what is expected, an example: on one line.
    expect(line).toMatch(/^\w+ (is|are|and) .+: .+, for example [^ ].*\.$/);
    expect(line).not.toMatch(/[\r\n\0]/);
    expect(line).not.toContain('CANARY');
  }
});

test('a value that is much too long is not repeated whole', () => {
  const [line = ''] = mistakesOf({ PORT: '9'.repeat(100_000) });
  expect(line.length).toBeLessThan(400);
});

test.each([
  ['0', '0', '0.1', '0.1', [0, 0, 0.1, 100]],
  ['65535', '3600', '1000', '3600', [65_535, 3_600_000, 1000, 3_600_000]],
])(
  'the limits are allowed: PORT %s, DRAIN_S %s, TICKETS_PER_SECOND %s, TICKET_LIFE_S %s',
  (PORT, DRAIN_S, TICKETS_PER_SECOND, TICKET_LIFE_S, values) => {
    const env = { PORT, CLOUD_PORT: '0', DRAIN_S, TICKETS_PER_SECOND, TICKET_LIFE_S };
    const { port, drainMs, ticketsPerSecond, cloud } = settingsOf(env);
    const life = cloud.kind === 'embedded' && cloud.ticketLifeMs;
    expect([port, drainMs, ticketsPerSecond, life]).toEqual(values);
  },
);

test.each([
  [{}, 0],
  [ALIBABA, 8],
  [{ TICKETS_PER_SECOND: '3' }, 3],
  [{ ...ALIBABA, TICKETS_PER_SECOND: '0' }, 0],
  [{ ...ALIBABA, TICKETS_PER_SECOND: '2.5' }, 2.5],
])('%j: %d calls a second', (env, perSecond) => {
  expect(settingsOf(env).ticketsPerSecond).toBe(perSecond);
});

test('alibaba finds its endpoint by region', () => {
  const { cloud } = settingsOf({
    ...ALIBABA,
    REGION_ID: 'ap-southeast-1',
    IOT_INSTANCE_ID: 'iot-1',
  });
  expect(cloud).toEqual({
    kind: 'live',
    access: {
      dialect: 'alibaba',
      endpoint: 'https://iot.ap-southeast-1.aliyuncs.com',
      credentials: { accessKeyId: 'LTAIid', accessKeySecret: 'secret' },
      iotInstanceId: 'iot-1',
      regionId: 'ap-southeast-1',
    },
    storeHosts: [],
  });
});

describe('one’s own bucket', () => {
  const ENV = { CLOUD: 'bucket', ...KEYS, BUCKET: 'firmware' };
  const accessOf = (env: Record<string, string>) => {
    const { cloud } = settingsOf({ ...ENV, ...env });
    if (cloud.kind !== 'bucket') throw new Error('no bucket');
    return cloud.access;
  };

  test('needs its name, its store and a key', () => {
    const { cloud } = settingsOf({ ...ENV, BUCKET_ENDPOINT: 'http://127.0.0.1:7480/' });
    expect(cloud).toEqual({
      kind: 'bucket',
      access: {
        storage: 'S3',
        endpoint: 'http://127.0.0.1:7480',
        bucket: 'firmware',
        style: 'path',
        region: 'us-east-1',
        signature: 'scoped',
        credentials: { accessKeyId: 'LTAIid', accessKeySecret: 'secret', securityToken: undefined },
      },
      prefix: 'ota/firmware/',
      ticketLifeMs: 60_000,
    });
  });

  test.each([
    ['oss', 'https://oss-cn-hangzhou.aliyuncs.com', 'virtual-host', 'cn-hangzhou'],
    ['OSS', 'https://oss-cn-beijing-internal.aliyuncs.com', 'virtual-host', 'cn-beijing'],
    ['S3', 'https://s3.eu-central-1.amazonaws.com', 'virtual-host', 'eu-central-1'],
    ['S3', 'https://s3.dualstack.eu-west-1.amazonaws.com', 'virtual-host', 'eu-west-1'],
    ['S3', 'https://s3.amazonaws.com', 'virtual-host', 'us-east-1'],
    ['S3', 'https://minio.example.com:9000', 'path', 'us-east-1'],
  ])('%s at %s: %s, %s', (BUCKET_STORE, BUCKET_ENDPOINT, style, region) => {
    expect(accessOf({ BUCKET_STORE, BUCKET_ENDPOINT })).toMatchObject({ style, region });
  });

  test('an older signature and a temporary key are said', () => {
    const older = { BUCKET_STORE: 'OSS', BUCKET_SIGNATURE: '1', SECURITY_TOKEN: 'token' };
    const endpoint = { BUCKET_ENDPOINT: 'https://oss-cn-hangzhou.aliyuncs.com' };
    expect(accessOf({ ...older, ...endpoint })).toMatchObject({
      signature: 'plain',
      credentials: { securityToken: 'token' },
    });
  });
});

test('a store is reached by https, unless it is on this machine', () => {
  const env = (STORE_HOSTS: string) => ({ ...ALIBABA, STORE_HOSTS });
  expect(settingsOf(env('a.aliyuncs.com, http://127.0.0.1:8081,')).cloud).toMatchObject({
    storeHosts: ['https://a.aliyuncs.com', 'http://127.0.0.1:8081'],
  });
  expect(mistakesOf(env('http://bucket.example')).join()).toMatch(
    /STORE_HOSTS is .+ https origins/,
  );
});

test.each([
  'redis://127.0.0.1',
  'redis://:p%40ss@redis.example.com:6379/15',
  'rediss://user:password@[::1]:6380/',
])('%s is an address of Redis', (REDIS_URL) => {
  expect(settingsOf({ REDIS_URL }).redisUrl).toBe(REDIS_URL);
});

test.each([
  ['a socket file', '/run/redis.sock'],
  ['a socket file by an address', 'redis:///run/redis.sock'],
  ['another protocol', 'https://redis.example.com'],
  ['a database by its name', 'redis://redis.example.com/tickets'],
  [
    'options of the client, of which some end the process',
    'redis://redis.example.com?connectTimeout=1',
  ],
  ['what stands behind a #', 'redis://redis.example.com#1'],
  ['a password that is not in percent encoding', 'redis://:50%off@redis.example.com'],
])('%s is none, and the sentence says what is', (_, REDIS_URL) => {
  const said = mistakesOf({ REDIS_URL }).join();
  expect(said).toMatch(/REDIS_URL .*rediss:\/\/ for TLS.*percent encoding/);
  expect(said).not.toContain(REDIS_URL);
});

test('a key may come from a file', async () => {
  const path = join(await folderOfTest(), 'secret');
  await writeFile(path, 'from-file\n');
  const { cloud } = settingsOf({ ACCESS_KEY_ID: 'id', ACCESS_KEY_SECRET_FILE: path });
  expect(cloud).toMatchObject({ credentials: { accessKeyId: 'id', accessKeySecret: 'from-file' } });
  const both = mistakesOf({ ...KEYS, ACCESS_KEY_SECRET_FILE: path, PORT: 'x' }).join('\n');
  expect(both).toContain('both set');
  expect(both).not.toContain('secret"');
});

test('docs/settings.md lists every setting, with its default and meaning', async () => {
  const text = await readFile(join(import.meta.dirname, '../../../docs/settings.md'), 'utf8');
  const documented = text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  const rows = settingNames().map((name) => {
    const { schema, meaning, usual }: Setting<unknown> = SETTINGS[name];
    const fallback = v.safeParse(v.string(), 'default' in schema ? schema.default : undefined);
    const shown = fallback.success && fallback.output !== '' ? `\`${fallback.output}\`` : '';
    return [`\`${name}\``, usual ?? shown, meaning];
  });
  expect(documented).toEqual(rows);
});
