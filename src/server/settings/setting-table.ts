import { isIP } from 'node:net';
import * as v from 'valibot';
import { DEFAULT_REGION, DIALECT_RULES, DIALECTS } from '../../contract/dialect.ts';
import { TICKET_LIFE_S } from '../../contract/limits.ts';
import { exactOrigin } from '../../contract/store-address.ts';
import { isLoopback, normalHost } from '../process/loopback.ts';
import { ACCESS_SETTINGS } from './access-settings.ts';
import { BUCKET_SETTINGS } from './bucket-settings.ts';
import { keyFileSetting, keySetting } from './key-setting.ts';
import { OPERATIONS_SETTINGS } from './operations-settings.ts';
import { REDIS_SETTINGS } from './redis-settings.ts';

/** One setting: how its text is read, and what a user needs to know of it. */
export type Setting<T> = {
  /** Its default is the text that an environment would have. */
  readonly schema: v.GenericSchema<string | undefined, T>;
  /** Continues "NAME is …: "; the example follows. */
  readonly expected: string;
  readonly example: string;
  /** Its row in docs/settings.md. */
  readonly meaning: string;
  /** What stands for the default there, where it depends on other settings. */
  readonly usual?: string;
  /** Its value is never printed. */
  readonly isSecret?: true;
};

const CLOUDS = ['embedded', ...DIALECTS, 'bucket'] as const;

/** Of these, in the words of the table: a new dialect changes them. */
const NO_ENDPOINT = DIALECTS.filter(
  (dialect) => DIALECT_RULES[dialect].endpointOf(DEFAULT_REGION) === undefined,
);

const listed = (names: readonly string[], last: 'and' | 'or') =>
  [names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part !== '').join(` ${last} `);
const asCode = (names: readonly string[]) => names.map((name) => `\`${name}\``);

const text = v.string();
const port = v.pipe(text, v.digits(), v.transform(Number), v.maxValue(65_535));
const portSetting = (fallback: string, meaning: string) => ({
  schema: v.optional(port, fallback),
  expected: 'a port number from 0 (any free one) to 65535 is expected',
  example: '8080',
  meaning,
});

const HOST_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;
const host = v.pipe(
  text,
  v.check((name) => isIP(name) !== 0 || HOST_NAME.test(name)),
  v.transform(normalHost),
  v.string(),
);

const number = v.pipe(text, v.regex(/^\d{1,9}(\.\d{1,9})?$/), v.transform(Number));
/** In seconds in the environment, in milliseconds here. */
const secondsSetting = (min: number, fallback: string, meaning: string) => ({
  schema: v.optional(
    v.pipe(
      number,
      v.minValue(min),
      v.maxValue(3600),
      v.transform((seconds) => seconds * 1000),
    ),
    fallback,
  ),
  expected: `seconds from ${min} to 3600 are expected`,
  example: fallback,
  meaning: `${meaning}, in seconds, ${min} to 3600`,
});

const origin = v.pipe(
  text,
  v.transform((url) => url.replace(/\/$/, '')),
  v.check((url) => exactOrigin(url) !== undefined),
);
const originSetting = (meaning: string) => ({
  schema: v.optional(origin),
  expected: 'an origin without a path is expected',
  example: 'https://ota.example.com',
  meaning,
});

/** On its way to another machine http can be read and changed. */
const isSafe = (url: string) => url.startsWith('https:') || isLoopback(new URL(url).hostname);

const storeOrigins = v.pipe(
  text,
  v.transform((list) => {
    const entries = list.split(',').map((entry) => entry.trim());
    return entries
      .filter((entry) => entry !== '')
      .map((entry) => (entry.includes('://') ? entry : `https://${entry}`));
  }),
  v.array(
    v.pipe(
      text,
      v.check((url) => exactOrigin(url) !== undefined && !url.includes('*')),
      v.check(isSafe),
    ),
  ),
);

/** Every setting there is. */
export const SETTINGS = {
  HOST: {
    schema: v.optional(host, '127.0.0.1'),
    expected: 'an address or a name of this machine is expected',
    example: '127.0.0.1',
    meaning:
      'where to listen; another address than loopback also needs `SIGN_IN`, or `I_KNOW_THIS_IS_OPEN=1`',
  },
  PORT: portSetting('8080', 'port of page and API; 0 takes a free one'),
  CLOUD_PORT: portSetting('8081', 'port of the embedded cloud; 0 takes a free one'),
  PUBLIC_URL: originSetting(
    'origin where users open the page, when that is not where it listens; https switches HSTS on',
  ),
  CLOUD_PUBLIC_URL: {
    ...originSetting('origin where browsers reach the embedded store'),
    usual: '`http://127.0.0.1:CLOUD_PORT`',
  },
  TICKET_LIFE_S: secondsSetting(
    0.1,
    String(TICKET_LIFE_S),
    'how long a ticket of the embedded cloud, or for `bucket`, lives',
  ),
  TICKETS_PER_SECOND: {
    schema: v.optional(
      v.pipe(
        number,
        v.maxValue(1000),
        v.check((n) => n === 0 || n >= 0.1),
      ),
    ),
    expected: 'a number from 0.1 to 1000, or 0 for no limit, is expected',
    example: '8',
    meaning:
      'calls to the platform a second, 0.1 to 1000, or 0 for no limit; an account has ten, which all replicas share; further calls wait up to 10 s',
    usual: `\`0\` (embedded), \`8\` (${DIALECTS.join(', ')})`,
  },
  DRAIN_S: secondsSetting(0, '30', 'how long uploads under way may go on after SIGTERM'),
  DATA_DIR: {
    schema: v.optional(
      v.pipe(
        text,
        v.check((folder) => folder.trim() === folder),
      ),
      '.data',
    ),
    expected: 'a folder is expected, without spaces around its name',
    example: '/var/lib/ota-drop',
    meaning:
      'where the embedded store keeps its files; an empty folder, or its own from an earlier start',
  },
  CLOUD: {
    schema: v.optional(v.picklist(CLOUDS), 'embedded'),
    expected: `${listed(CLOUDS, 'or')} is expected`,
    example: 'tuya',
    meaning: `where tickets come from: ${listed(asCode(CLOUDS), 'or')}`,
  },
  CLOUD_ENDPOINT: {
    // Calls are signed, not encrypted.
    schema: v.optional(v.pipe(origin, v.check(isSafe))),
    expected: 'an https origin is expected (http only on loopback)',
    example: 'https://si-d6e8.tuyacloud.com:8686',
    meaning: `origin of the platform, https unless on this machine; required for ${listed(asCode(NO_ENDPOINT), 'and')}, for example \`https://si-d6e8.tuyacloud.com:8686\``,
    usual: '`https://iot.REGION_ID.aliyuncs.com` (alibaba)',
  },
  ACCESS_KEY_ID: {
    ...keySetting(
      'LTAI5tExampleKeyId',
      `id of the key pair that calls are signed with; required for ${listed(asCode([...DIALECTS, 'bucket']), 'and')}`,
    ),
    usual: 'made up at start (embedded)',
  },
  ACCESS_KEY_ID_FILE: keyFileSetting('ACCESS_KEY_ID'),
  ACCESS_KEY_SECRET: {
    ...keySetting(
      'ExampleSecret0123456789abcdefg',
      'secret of that key pair; replicas with the same one confirm the uploads of each other',
    ),
    usual: 'made up at start (embedded)',
  },
  ACCESS_KEY_SECRET_FILE: keyFileSetting('ACCESS_KEY_SECRET'),
  IOT_INSTANCE_ID: {
    schema: v.optional(v.pipe(text, v.regex(/^[\w.-]+$/))),
    expected: 'the id of an instance is expected',
    example: 'iot-060a0bgd',
    meaning: 'the platform’s instance; alibaba needs it whenever the instance has an id',
  },
  REGION_ID: {
    schema: v.optional(v.pipe(text, v.regex(/^[a-z0-9]+(-[a-z0-9]+)+$/))),
    expected: 'the id of a region is expected',
    example: 'cn-shanghai',
    meaning: 'region of the platform',
    usual: '`cn-shanghai` (alibaba)',
  },
  ...BUCKET_SETTINGS,
  STORE_HOSTS: {
    schema: v.optional(storeOrigins, ''),
    expected:
      'exact hosts or https origins (http only on loopback), separated by commas, are expected',
    example: 'oss-612ba0f1.oss-cn-hangzhou.aliyuncs.com',
    meaning: `exact hosts that tickets may name, by https unless on this machine, separated by commas; for ${listed(asCode(DIALECTS), 'and')}`,
  },
  TARGETS_FILE: {
    schema: v.optional(text),
    expected: 'a JSON file that can be read is expected',
    example: 'TARGETS_FILE=/etc/ota-drop/targets.json',
    meaning:
      'a file with several clouds, in place of the settings of one: [its form](#several-clouds)',
  },
  ...ACCESS_SETTINGS,
  I_KNOW_THIS_IS_OPEN: {
    schema: v.optional(
      v.pipe(
        v.picklist(['1', '0']),
        v.transform((yes) => yes === '1'),
      ),
      '0',
    ),
    expected: '1 (yes) or 0 (no) is expected',
    example: '1',
    meaning:
      'whether `HOST` may be another address than loopback without `SIGN_IN`: `1` (yes) or `0` (no)',
  },
  ...REDIS_SETTINGS,
  ...OPERATIONS_SETTINGS,
} satisfies Readonly<Record<string, Setting<unknown>>>;

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = {
  readonly [Name in SettingName]: v.InferOutput<(typeof SETTINGS)[Name]['schema']>;
};
