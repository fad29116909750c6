import * as v from 'valibot';
import { SIGN_IN_KINDS } from '../../contract/access/session.ts';
import { NO_PROXIES, parseProxyList } from '../process/proxy-list.ts';
import { key, keyFileSetting, keySetting } from './key-setting.ts';

/** Who may use the API. */

const SIGN_INS = ['none', ...SIGN_IN_KINDS] as const;

/** A token that is guessed at ten times a minute lasts for ever; a short one might be another service's, too. */
const TOKEN_MIN_CHARS = 32;
const longKey = (example: string, meaning: string) => ({
  ...keySetting(example, meaning),
  schema: v.optional(v.pipe(key, v.minLength(TOKEN_MIN_CHARS))),
  expected: `${TOKEN_MIN_CHARS} characters or more, without spaces, line ends or quotation marks, are expected`,
});

const whole = (max: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,8}$/), v.transform(Number), v.maxValue(max));

const proxies = v.pipe(
  v.string(),
  v.transform((list) =>
    list
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  ),
  v.transform((entries) => (entries.length === 0 ? NO_PROXIES : parseProxyList(entries))),
  v.custom<typeof NO_PROXIES>((list) => list !== undefined),
);

export const ACCESS_SETTINGS = {
  SIGN_IN: {
    schema: v.optional(v.picklist(SIGN_INS), 'none'),
    expected: 'none, token, password or proxy is expected',
    example: 'token',
    meaning:
      'how users sign in: `none`, `token` (one for all, `SIGN_IN_TOKEN`), `password` (`SIGN_IN_USERS_FILE`) or `proxy` (`IDENTITY_HEADER` of `TRUSTED_PROXIES`)',
  },
  SIGN_IN_TOKEN: longKey(
    '`openssl rand -base64 33` prints one',
    'the shared token, 32 characters or more; `Authorization: Bearer` takes it as well',
  ),
  SIGN_IN_TOKEN_FILE: keyFileSetting('SIGN_IN_TOKEN'),
  SIGN_IN_USERS_FILE: {
    schema: v.optional(v.string()),
    expected: 'a file that can be read is expected',
    example: 'SIGN_IN_USERS_FILE=/etc/ota-drop/users',
    meaning:
      'a file with a line for each user, as `npm run hash-password` prints it; `Authorization: Basic` is taken as well',
  },
  IDENTITY_HEADER: {
    schema: v.optional(
      v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/)),
      'X-Forwarded-User',
    ),
    expected: 'the name of a header is expected',
    example: 'X-Forwarded-User',
    meaning:
      'the header in which the proxy says who asks; it has to remove one that a client sends',
  },
  TRUSTED_PROXIES: {
    schema: v.optional(proxies, ''),
    expected: 'addresses or ranges of them, separated by commas, are expected',
    example: '127.0.0.1,10.1.0.0/16',
    meaning:
      'addresses of proxies, or ranges, separated by commas, whose `IDENTITY_HEADER` and `X-Forwarded-For` are believed; nobody else’s are',
  },
  SESSION_SECRET: {
    ...longKey(
      '`openssl rand -base64 33` prints one',
      'signs the cookies of sessions, 32 characters or more; replicas need the same one',
    ),
    usual: '`SIGN_IN_TOKEN` (token), made up at start (password)',
  },
  SESSION_SECRET_FILE: keyFileSetting('SESSION_SECRET'),
  SESSION_LIFE_S: {
    schema: v.optional(
      v.pipe(
        whole(2_592_000),
        v.minValue(1),
        v.transform((seconds) => seconds * 1000),
      ),
      '43200',
    ),
    expected: 'whole seconds from 1 to 2592000 are expected',
    example: '43200',
    meaning: 'how long a session lives after signing in, in seconds, 1 to 2592000 (30 days)',
  },
  AUDIT_FILE: {
    schema: v.optional(
      v.pipe(
        v.string(),
        v.check((path) => path.trim() === path && !path.endsWith('/')),
      ),
    ),
    expected: 'a file is expected, without spaces around its name',
    example: '/var/log/ota-drop/audit.jsonl',
    meaning:
      'a file that gets a line of JSON for every ticket, confirmation, package and sign-in: [what it says](api.md#the-audit-file)',
  },
  TICKETS_PER_USER_DAY: {
    schema: v.optional(whole(1_000_000), '0'),
    expected: 'a whole number up to 1000000, or 0 for no limit, is expected',
    example: '200',
    meaning:
      'tickets that one user may have in 24 hours (one address, where names are not proved), or 0 for no limit; each process counts for itself',
  },
};
