import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BAD_SETTINGS } from '../../testing/bad-settings.ts';
import type { Environment } from './setting-reader.ts';
import { readSettings } from './settings.ts';

const mistakesOf = (env: Environment): readonly string[] => {
  const reading = readSettings(env);
  return reading.kind === 'mistakes' ? reading.mistakes : [];
};
const settingsOf = (env: Environment) => {
  const reading = readSettings(env);
  if (reading.kind === 'mistakes') throw new Error(reading.mistakes.join('\n'));
  return reading.settings;
};
const KEYS = { ACCESS_KEY_ID: 'LTAIid', ACCESS_KEY_SECRET: 'secret' };

test('nothing set means the embedded cloud, on loopback', () => {
  expect(settingsOf({})).toEqual({
    host: '127.0.0.1',
    port: 8080,
    publicUrl: undefined,
    drainMs: 30_000,
    ticketsPerSecond: 0,
    cloud: {
      kind: 'embedded',
      port: 8081,
      publicUrl: undefined,
      dataDir: '.data',
      ticketLifeMs: 60_000,
      credentials: undefined,
    },
  });
});

test.each([
  ['LOCALHOST', 'localhost'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['127.0.0.2', '127.0.0.2'],
  ['Lock.Localhost', 'lock.localhost'],
])('%s is this machine alone', (host, normal) => {
  expect(settingsOf({ HOST: host }).host).toBe(normal);
});

test('a store is reached by https, unless it is on this machine', () => {
  const storesOf = (hosts: string) => {
    const { cloud } = settingsOf({
      CLOUD: 'tuya',
      CLOUD_ENDPOINT: 'https://platform.example',
      ...KEYS,
      STORE_HOSTS: hosts,
    });
    return cloud.kind === 'live' ? cloud.storeHosts : undefined;
  };
  expect(storesOf('bucket.example, http://127.0.0.1:8081')).toEqual([
    'https://bucket.example',
    'http://127.0.0.1:8081',
  ]);
  expect(() => storesOf('http://bucket.example')).toThrow(/STORE_HOSTS is .+ https origins/);
});

test.each(BAD_SETTINGS)('not with $what', ({ env, lines }) => {
  const mistakes = mistakesOf(env);
  expect(mistakes.map((line) => /^\w+/.exec(line)?.[0])).toEqual(lines);
  for (const line of mistakes) {
    // What is wrong, what is expected, an example: on one line.
    expect(line).toMatch(/^\w+ (is|are|and) .+: .+, for example [^ ].*\.$/);
    expect(line).not.toMatch(/[\r\n\0]/);
    expect(line).not.toContain('CANARY');
  }
});

test('there are many ways to get it wrong', () => {
  expect(BAD_SETTINGS.length).toBeGreaterThanOrEqual(40);
});

test('a value that is much too long is not repeated whole', () => {
  const [line = ''] = mistakesOf({ PORT: '9'.repeat(100_000) });
  expect(line.length).toBeLessThan(400);
});

test('the limits of numbers are themselves allowed', () => {
  const numbers = (env: Environment) => {
    const { port, drainMs, ticketsPerSecond, cloud } = settingsOf(env);
    return [port, drainMs, ticketsPerSecond, cloud.kind === 'embedded' && cloud.ticketLifeMs];
  };
  expect(
    numbers({ PORT: '0', DRAIN_S: '0', TICKETS_PER_SECOND: '0.1', TICKET_LIFE_S: '0.1' }),
  ).toEqual([0, 0, 0.1, 100]);
  expect(
    numbers({ PORT: '65535', DRAIN_S: '3600', TICKETS_PER_SECOND: '1000', TICKET_LIFE_S: '3600' }),
  ).toEqual([65_535, 3_600_000, 1000, 3_600_000]);
});

test('two free ports may be asked for', () => {
  expect(settingsOf({ PORT: '0', CLOUD_PORT: '0' }).port).toBe(0);
});

test('tickets have a limit where the platform has one, unless told otherwise', () => {
  const live = { CLOUD: 'alibaba', ...KEYS };
  expect(settingsOf({}).ticketsPerSecond).toBe(0);
  expect(settingsOf(live).ticketsPerSecond).toBe(8);
  expect(settingsOf({ TICKETS_PER_SECOND: '3' }).ticketsPerSecond).toBe(3);
  expect(settingsOf({ ...live, TICKETS_PER_SECOND: '0' }).ticketsPerSecond).toBe(0);
  expect(settingsOf({ ...live, TICKETS_PER_SECOND: '2.5' }).ticketsPerSecond).toBe(2.5);
});

test('another address than loopback has to be asked for', () => {
  expect(mistakesOf({ HOST: '0.0.0.0' })).toHaveLength(1);
  expect(settingsOf({ HOST: '0.0.0.0', I_KNOW_THIS_IS_OPEN: '1' }).host).toBe('0.0.0.0');
});

describe('a live cloud', () => {
  test('tuya needs an endpoint and keys', () => {
    const mistakes = mistakesOf({ CLOUD: 'tuya' });
    expect(mistakes.join('\n')).toContain('CLOUD_ENDPOINT');
    expect(mistakes.join('\n')).toContain('ACCESS_KEY_ID');
  });

  test('alibaba finds its endpoint by region', () => {
    const { cloud } = settingsOf({
      CLOUD: 'alibaba',
      REGION_ID: 'ap-southeast-1',
      IOT_INSTANCE_ID: 'iot-1',
      ...KEYS,
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

  test.each(['ftp://x', 'http://platform.example', 'https://x/path', 'x'])(
    'the endpoint %s is a mistake',
    (CLOUD_ENDPOINT) => {
      expect(mistakesOf({ CLOUD: 'tuya', CLOUD_ENDPOINT, ...KEYS }).join()).toContain(
        'CLOUD_ENDPOINT is',
      );
    },
  );

  test('store hosts are exact origins, https unless said otherwise', () => {
    const live = { CLOUD: 'alibaba', ...KEYS };
    const { cloud } = settingsOf({ ...live, STORE_HOSTS: 'a.aliyuncs.com, http://127.0.0.1:8081' });
    expect(cloud).toMatchObject({
      storeHosts: ['https://a.aliyuncs.com', 'http://127.0.0.1:8081'],
    });
    expect(mistakesOf({ ...live, STORE_HOSTS: '*.aliyuncs.com' }).join()).toContain('STORE_HOSTS');
    expect(mistakesOf({ ...live, STORE_HOSTS: 'a.aliyuncs.com/x' }).join()).toContain(
      'STORE_HOSTS',
    );
  });
});

test('secrets may come from files, and a mistake never shows one', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-'));
  const path = join(dir, 'secret');
  await writeFile(path, 'from-file\n');
  const { cloud } = settingsOf({ ACCESS_KEY_ID: 'id', ACCESS_KEY_SECRET_FILE: path });
  expect(cloud).toMatchObject({ credentials: { accessKeyId: 'id', accessKeySecret: 'from-file' } });

  const both = mistakesOf({ ...KEYS, ACCESS_KEY_SECRET_FILE: path, PORT: 'x' }).join('\n');
  expect(both).toContain('both set');
  expect(both).not.toContain('secret"');
  expect(mistakesOf({ ACCESS_KEY_ID: 'id', ACCESS_KEY_SECRET_FILE: '/nowhere' })).toHaveLength(1);
  await rm(dir, { recursive: true });
});
