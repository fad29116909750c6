/**
 * Settings that the server must not start with: what is set, and which lines it has to say, by the names they begin with.
 * A value with CANARY in it must never be printed.
 */
export type BadSettings = {
  readonly what: string;
  readonly env: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
};

const KEYS = { ACCESS_KEY_ID: 'LTAI-CANARY', ACCESS_KEY_SECRET: 'CANARY-secret' };
const TUYA = { CLOUD: 'tuya', CLOUD_ENDPOINT: 'https://platform.example', ...KEYS };
const ALIBABA = { CLOUD: 'alibaba', ...KEYS };

export const BAD_SETTINGS: readonly BadSettings[] = [
  { what: 'a port that is a word', env: { PORT: 'http' }, lines: ['PORT'] },
  { what: 'a port that is too high', env: { PORT: '65536' }, lines: ['PORT'] },
  { what: 'a port below zero', env: { PORT: '-1' }, lines: ['PORT'] },
  { what: 'half a port', env: { PORT: '80.5' }, lines: ['PORT'] },
  { what: 'a port in hexadecimal', env: { PORT: '0x50' }, lines: ['PORT'] },
  { what: 'a port with a space', env: { PORT: '8080 ' }, lines: ['PORT'] },
  { what: 'a cloud port that is a word', env: { CLOUD_PORT: 'x' }, lines: ['CLOUD_PORT'] },
  { what: 'one port for both', env: { PORT: '9000', CLOUD_PORT: '9000' }, lines: ['CLOUD_PORT'] },
  { what: 'the page on the cloud’s port', env: { PORT: '8081' }, lines: ['CLOUD_PORT'] },
  { what: 'a host that is a URL', env: { HOST: 'http://127.0.0.1' }, lines: ['HOST'] },
  { what: 'a host with a port', env: { HOST: '127.0.0.1:80' }, lines: ['HOST'] },
  { what: 'a host in brackets', env: { HOST: '[::1]' }, lines: ['HOST'] },
  { what: 'an open host', env: { HOST: '0.0.0.0' }, lines: ['HOST'] },
  { what: 'an open host and a no', env: { HOST: '::', I_KNOW_THIS_IS_OPEN: '0' }, lines: ['HOST'] },
  {
    what: 'an open host and half a yes',
    env: { HOST: '192.168.1.2', I_KNOW_THIS_IS_OPEN: 'true' },
    lines: ['I_KNOW_THIS_IS_OPEN', 'HOST'],
  },
  { what: 'a page without a scheme', env: { PUBLIC_URL: 'ota.example' }, lines: ['PUBLIC_URL'] },
  { what: 'a page with a path', env: { PUBLIC_URL: 'https://x/ota' }, lines: ['PUBLIC_URL'] },
  { what: 'a page by ftp', env: { PUBLIC_URL: 'ftp://ota.example' }, lines: ['PUBLIC_URL'] },
  {
    what: 'a page with a password',
    env: { PUBLIC_URL: 'https://me:CANARY@ota.example' },
    lines: ['PUBLIC_URL'],
  },
  {
    what: 'a page with a token in its query',
    env: { PUBLIC_URL: 'https://ota.example/?token=CANARY&x=CANARY' },
    lines: ['PUBLIC_URL'],
  },
  {
    what: 'a store with a path',
    env: { CLOUD_PUBLIC_URL: 'https://store.example/bucket' },
    lines: ['CLOUD_PUBLIC_URL'],
  },
  {
    what: 'a page by https and its store by http',
    env: { PUBLIC_URL: 'https://ota.example', CLOUD_PUBLIC_URL: 'http://store.example' },
    lines: ['CLOUD_PUBLIC_URL'],
  },
  { what: 'a folder of spaces', env: { DATA_DIR: ' ' }, lines: ['DATA_DIR'] },
  { what: 'a folder with a line end', env: { DATA_DIR: '/tmp/x\n' }, lines: ['DATA_DIR'] },
  { what: 'a ticket that never lives', env: { TICKET_LIFE_S: '0' }, lines: ['TICKET_LIFE_S'] },
  { what: 'a ticket for a day', env: { TICKET_LIFE_S: '86400' }, lines: ['TICKET_LIFE_S'] },
  { what: 'a ticket with a unit', env: { TICKET_LIFE_S: '60s' }, lines: ['TICKET_LIFE_S'] },
  { what: 'an end before now', env: { DRAIN_S: '-1' }, lines: ['DRAIN_S'] },
  { what: 'an end that is a word', env: { DRAIN_S: 'soon' }, lines: ['DRAIN_S'] },
  { what: 'no end', env: { DRAIN_S: 'Infinity' }, lines: ['DRAIN_S'] },
  {
    what: 'tickets in exponents',
    env: { TICKETS_PER_SECOND: '1e3' },
    lines: ['TICKETS_PER_SECOND'],
  },
  {
    what: 'hardly any tickets',
    env: { TICKETS_PER_SECOND: '0.01' },
    lines: ['TICKETS_PER_SECOND'],
  },
  {
    what: 'tickets that are a word',
    env: { TICKETS_PER_SECOND: 'eight' },
    lines: ['TICKETS_PER_SECOND'],
  },
  { what: 'another cloud', env: { CLOUD: 'moon' }, lines: ['CLOUD'] },
  { what: 'a cloud in capitals', env: { CLOUD: 'Tuya' }, lines: ['CLOUD'] },
  {
    what: 'half a key pair',
    env: { ACCESS_KEY_ID: 'CANARY' },
    lines: ['ACCESS_KEY_SECRET'],
  },
  {
    what: 'the other half of a key pair',
    env: { ACCESS_KEY_SECRET: 'CANARY' },
    lines: ['ACCESS_KEY_ID'],
  },
  {
    what: 'a secret with a space in it',
    env: { ...KEYS, ACCESS_KEY_SECRET: 'CANARY secret' },
    lines: ['ACCESS_KEY_SECRET'],
  },
  {
    what: 'a secret in quotation marks',
    env: { ...KEYS, ACCESS_KEY_SECRET: '"CANARY"' },
    lines: ['ACCESS_KEY_SECRET'],
  },
  {
    what: 'a key id with a line end',
    env: { ...KEYS, ACCESS_KEY_ID: 'CANARY\n' },
    lines: ['ACCESS_KEY_ID'],
  },
  {
    what: 'a secret and a file with it',
    env: { ...KEYS, ACCESS_KEY_SECRET_FILE: '/run/secrets/x' },
    lines: ['ACCESS_KEY_SECRET'],
  },
  {
    what: 'a file that is not there',
    env: { ACCESS_KEY_ID: 'CANARY', ACCESS_KEY_SECRET_FILE: '/nowhere/secret' },
    lines: ['ACCESS_KEY_SECRET_FILE'],
  },
  {
    what: 'a file that is a folder',
    env: { ACCESS_KEY_ID: 'CANARY', ACCESS_KEY_SECRET_FILE: '/' },
    lines: ['ACCESS_KEY_SECRET_FILE'],
  },
  {
    what: 'a file that is empty',
    env: { ACCESS_KEY_ID: 'CANARY', ACCESS_KEY_SECRET_FILE: '/dev/null' },
    lines: ['ACCESS_KEY_SECRET_FILE'],
  },
  {
    what: 'the secret where the name of its file belongs',
    env: { ACCESS_KEY_ID: 'CANARY', ACCESS_KEY_SECRET_FILE: 'CANARYsecret' },
    lines: ['ACCESS_KEY_SECRET_FILE'],
  },
  {
    what: 'the secret in another setting as well',
    env: { ...KEYS, PORT: 'CANARY-secret' },
    lines: ['PORT'],
  },
  {
    what: 'tuya without anything',
    env: { CLOUD: 'tuya' },
    lines: ['CLOUD_ENDPOINT', 'ACCESS_KEY_ID'],
  },
  { what: 'alibaba without a key', env: { CLOUD: 'alibaba' }, lines: ['ACCESS_KEY_ID'] },
  {
    what: 'a platform without encryption',
    env: { ...TUYA, CLOUD_ENDPOINT: 'http://platform.example' },
    lines: ['CLOUD_ENDPOINT'],
  },
  {
    what: 'a platform with a whole call for an address',
    env: { ...TUYA, CLOUD_ENDPOINT: 'https://platform.example/?Signature=CANARY' },
    lines: ['CLOUD_ENDPOINT'],
  },
  {
    what: 'a platform by ftp',
    env: { ...TUYA, CLOUD_ENDPOINT: 'ftp://platform.example' },
    lines: ['CLOUD_ENDPOINT'],
  },
  {
    what: 'a region that is a host',
    env: { ...ALIBABA, REGION_ID: 'evil.example/' },
    lines: ['REGION_ID'],
  },
  { what: 'a region in words', env: { ...ALIBABA, REGION_ID: 'Shanghai' }, lines: ['REGION_ID'] },
  {
    what: 'an instance with a space',
    env: { ...ALIBABA, IOT_INSTANCE_ID: 'iot 1' },
    lines: ['IOT_INSTANCE_ID'],
  },
  { what: 'any store', env: { ...ALIBABA, STORE_HOSTS: '*' }, lines: ['STORE_HOSTS'] },
  {
    what: 'any store of a cloud',
    env: { ...ALIBABA, STORE_HOSTS: 'a.example, *.aliyuncs.com' },
    lines: ['STORE_HOSTS'],
  },
  {
    what: 'a store with a path in a list',
    env: { ...ALIBABA, STORE_HOSTS: 'a.example,b.example/c' },
    lines: ['STORE_HOSTS'],
  },
  {
    what: 'everything at once',
    env: {
      PORT: 'a',
      CLOUD_PORT: 'b',
      HOST: '0.0.0.0',
      PUBLIC_URL: 'c',
      CLOUD_PUBLIC_URL: 'd',
      TICKET_LIFE_S: 'e',
      DRAIN_S: 'f',
      TICKETS_PER_SECOND: 'g',
      ACCESS_KEY_ID: 'CANARY',
    },
    lines: [
      'HOST',
      'PORT',
      'PUBLIC_URL',
      'DRAIN_S',
      'ACCESS_KEY_SECRET',
      'CLOUD_PORT',
      'CLOUD_PUBLIC_URL',
      'TICKET_LIFE_S',
      'TICKETS_PER_SECOND',
    ],
  },
];
