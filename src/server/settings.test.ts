import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings, type Environment } from './settings.ts';

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

test('every mistake is listed at once, with what was expected', () => {
  const mistakes = mistakesOf({
    PORT: '80800',
    CLOUD_PORT: '-1',
    PUBLIC_URL: 'ota.example.com',
    CLOUD_PUBLIC_URL: 'http://x/path',
    TICKET_LIFE_S: 'long',
    HOST: '0.0.0.0',
    ACCESS_KEY_ID: 'only-half',
  });
  for (const name of [
    'PORT',
    'CLOUD_PORT',
    'PUBLIC_URL',
    'CLOUD_PUBLIC_URL',
    'TICKET_LIFE_S',
    'HOST',
    'ACCESS_KEY_SECRET',
  ]) {
    expect(mistakes.filter((line) => line.startsWith(`${name} `))).toHaveLength(1);
  }
  expect(mistakes).toHaveLength(7);
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
});
