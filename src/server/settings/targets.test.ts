import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingsOf } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { readSettings } from './settings.ts';

const STAGING = {
  id: 'staging',
  label: 'Staging',
  color: '#2563eb',
  settings: { CLOUD: 'embedded', CLOUD_PORT: '0' },
};
const PRODUCTION = {
  id: 'prod-eu',
  label: 'Production · Tuya EU',
  color: '#dc2626',
  production: true,
  askFirst: true,
  settings: {
    CLOUD: 'tuya',
    CLOUD_ENDPOINT: 'https://platform.example',
    ACCESS_KEY_ID: '$PROD_ID',
    ACCESS_KEY_SECRET: '$PROD_SECRET',
    STORE_HOSTS: 'store.example',
    TICKETS_PER_SECOND: '3',
  },
};
const KEYS = { PROD_ID: 'CANARY-id', PROD_SECRET: 'CANARY-secret' };

async function fileOf(contents: unknown): Promise<string> {
  const path = join(await folderOfTest(), 'targets.json');
  await writeFile(path, JSON.stringify(contents));
  return path;
}
const envOf = async (...targets: readonly object[]) => ({
  ...KEYS,
  TARGETS_FILE: await fileOf({ version: 1, targets }),
});
const mistakesOf = (env: Record<string, string>) => {
  const reading = readSettings(env);
  return reading.kind === 'mistakes' ? reading.mistakes : [];
};

test('each target has the settings of one cloud, and the first is the usual one', async () => {
  const { cloud, targets = [] } = settingsOf(await envOf(PRODUCTION, STAGING));
  const [production, staging] = targets;
  expect(production).toEqual({
    id: 'prod-eu',
    label: 'Production · Tuya EU',
    color: '#dc2626',
    production: true,
    askFirst: true,
    ticketsPerSecond: 3,
    cloud: {
      kind: 'live',
      access: {
        dialect: 'tuya',
        endpoint: 'https://platform.example',
        credentials: { accessKeyId: 'CANARY-id', accessKeySecret: 'CANARY-secret' },
        iotInstanceId: undefined,
        regionId: undefined,
      },
      storeHosts: ['https://store.example'],
    },
  });
  expect(staging).toMatchObject({
    askFirst: false,
    ticketsPerSecond: 0,
    cloud: { kind: 'embedded' },
  });
  expect(cloud).toBe(production?.cloud);
});

const without = (name: keyof typeof PRODUCTION) =>
  Object.fromEntries(Object.entries(PRODUCTION).filter(([field]) => field !== name));
const withSettings = (settings: Readonly<Record<string, unknown>>) => ({
  ...PRODUCTION,
  settings: { ...PRODUCTION.settings, ...settings },
});

test.each<[string, readonly object[], string]>([
  ['no target', [], 'targets'],
  ['no id', [without('id')], 'targets.0.id'],
  ['an id with spaces', [{ ...STAGING, id: 'my staging' }], 'targets.0.id'],
  ['an id twice', [PRODUCTION, { ...STAGING, id: 'prod-eu' }], 'the id "prod-eu" is there twice'],
  ['no label', [STAGING, without('label')], 'targets.1.label'],
  ['a label that cannot be seen', [{ ...STAGING, label: '\u202E' }], 'targets.0.label'],
  ['a colour by its name', [{ ...STAGING, color: 'red' }], 'targets.0.color'],
  ['a colour that is lost on white', [{ ...STAGING, color: '#ffe066' }], 'targets.0.color'],
  ['a colour that is lost in the dark', [{ ...STAGING, color: '#1e1b4b' }], 'targets.0.color'],
  ['half a yes', [{ ...STAGING, production: 'yes' }], 'targets.0.production'],
  ['a field that there is not', [{ ...STAGING, colour: '#dc2626' }], 'targets.0.colour'],
  ['no settings', [without('settings')], 'targets.0.settings'],
  ['a port as a number', [withSettings({ CLOUD_PORT: 8082 })], 'targets.0.settings.CLOUD_PORT'],
  ['a setting of the server', [withSettings({ PORT: '80' })], 'PORT is no setting of a cloud'],
  ['what is on for all or none', [withSettings({ RELAY: 'on' })], 'RELAY is no setting of a cloud'],
  ['a log of its own', [withSettings({ LOG_LEVEL: 'warn' })], 'LOG_LEVEL is no setting of a cloud'],
  ['a setting that there is not', [withSettings({ CLOUDS: 'x' })], 'CLOUDS is no setting'],
  [
    'a secret in the file',
    [withSettings({ ACCESS_KEY_SECRET: 'CANARY' })],
    'ACCESS_KEY_SECRET stands in',
  ],
  [
    'a variable that is not set',
    [withSettings({ ACCESS_KEY_ID: '$NOWHERE' })],
    'NOWHERE, which is not set',
  ],
  [
    'a mistake within',
    [withSettings({ CLOUD_ENDPOINT: 'ftp://x' })],
    'target "prod-eu": CLOUD_ENDPOINT is',
  ],
  [
    'two stores on one port',
    [
      { ...STAGING, settings: { CLOUD_PORT: '9001' } },
      { ...STAGING, id: 'b', settings: { CLOUD_PORT: '9001', DATA_DIR: 'b' } },
    ],
    'CLOUD_PORT 9001',
  ],
  ['two stores in one folder', [STAGING, { ...STAGING, id: 'b' }], 'DATA_DIR .data'],
])('a file with %s is refused, by its name and the place', async (_, targets, place) => {
  const env = await envOf(...targets);
  const mistakes = mistakesOf(env);
  expect(mistakes.length).toBeGreaterThan(0);
  expect(mistakes.some((line) => line.includes(place))).toBe(true);
  for (const line of mistakes) {
    expect(line).toMatch(/^TARGETS_FILE is ".*targets\.json": .+, for example [^ ].*\.$/);
    expect(line).not.toMatch(/CANARY|[\r\n]/);
  }
});

test('another version of the format is refused', async () => {
  const TARGETS_FILE = await fileOf({ version: 2, targets: [STAGING] });
  expect(mistakesOf({ TARGETS_FILE }).join()).toContain('version');
});
